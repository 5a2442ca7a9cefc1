import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillStore, fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { temporaryStore } from '../testing/store.ts'
import { Connection } from './database.ts'
import { PresentDefinitions } from './presentDefinitions.ts'

test('hosts are read again only when their definitions or machines changed', () => {
  using fixture = temporaryStore()
  const { store } = fixture
  fillStore(store, { hosts: 2, machinesPerHost: 3, atMs: 5 })
  const connection = new Connection(join(fixture.folder, 'novacron.sqlite'))
  const present = new PresentDefinitions(connection)
  const byHost = () => new Map([...present.all()].map(each => [each.keys[0]?.slice(0, 36), each]))
  const [first, second] = [fleetHostId(0), fleetHostId(1)]

  const before = byHost()
  expect(before.get(first)?.keys).toHaveLength(3)
  const { machine, xml } = fleetMachine(0, 1, 5)
  const put = (text: string) =>
    store.definitions.put(first, [{ uuid: machine.uuid, name: machine.name, xml: text, seenAtMs: 9 }])

  put(xml)
  store.machines.save(first, [{ ...machine, state: 'crashed' }])
  store.machines.confirm(first, 10)
  expect(byHost().get(first)).toBe(before.get(first))

  put(`${xml}<!-- changed -->`)
  const after = byHost()
  expect(after.get(first)).not.toBe(before.get(first))
  expect(after.get(second)).toBe(before.get(second))

  store.machines.remove(first, [machine.uuid])
  expect(byHost().get(first)?.keys).toHaveLength(2)
  store.hosts.remove(second)
  expect(byHost().get(second)).toBeUndefined()
  connection.close()
})

test('each machine’s lines are those of its definition', () => {
  using fixture = temporaryStore()
  fillStore(fixture.store, { hosts: 1, machinesPerHost: 4, atMs: 5 })
  const connection = new Connection(join(fixture.folder, 'novacron.sqlite'))
  const lines = new Map(connection.rows<[number, string]>('SELECT id, text FROM definition_lines'))
  const [host] = [...new PresentDefinitions(connection).all()]
  if (!host) throw new Error('one host')
  const texts = host.keys.map((_, index) =>
    [...host.lines.subarray(host.ends[index - 1] ?? 0, host.ends[index])].map(id => lines.get(id)).join('\n'),
  )
  const expected = Array.from({ length: 4 }, (_, index) => fleetMachine(0, index, 5).xml)
  expect(new Set(texts)).toEqual(new Set(expected))
  connection.close()
})
