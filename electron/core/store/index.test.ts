import { once } from 'node:events'
import { expect, test } from 'vitest'
import { fillStore, fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { temporaryFolder, temporaryStore } from '../testing/store.ts'
import { openStore } from './index.ts'
import { startChild } from './testing/child.ts'
import { patiently } from './testing/patiently.ts'

test('a transaction spans tables, all or nothing', () => {
  using fixture = temporaryStore()
  const { store } = fixture
  fillStore(store, { hosts: 1, machinesPerHost: 1, atMs: 5 })
  const { machine, xml } = fleetMachine(0, 1, 5)
  const work = (fail: boolean) =>
    store.transaction(() => {
      store.machines.save(machine.hostId, [machine])
      store.definitions.put(machine.hostId, [{ uuid: machine.uuid, name: machine.name, xml, seenAtMs: 5 }])
      store.settings.set('a', 1)
      if (fail) throw new RangeError('no')
      return 'done'
    })
  expect(() => work(true)).toThrow(RangeError)
  expect(store.machines.load()).toHaveLength(1)
  expect(store.definitions.current(machine.hostId, machine.uuid)).toBeNull()
  expect(store.settings.get('a')).toBeUndefined()
  expect(work(false)).toBe('done')
  expect(store.machines.load()).toHaveLength(2)
  expect(store.definitions.current(machine.hostId, machine.uuid)?.xml).toBe(xml)
})

test('closing twice is fine, using it afterwards is a bug that shows', () => {
  using fixture = temporaryStore()
  fixture.store.close()
  fixture.store.close()
  expect(() => fixture.store.hosts.list()).toThrow(TypeError)
})

test('two processes that write at the same time wait for each other', async () => {
  using folder = temporaryFolder()
  const store = openStore(folder.path)
  const child = startChild('writeLoop.ts', [folder.path])
  if (!child.stdout) throw new Error('piped')
  try {
    let said = ''
    child.stdout.on('data', data => {
      said += data
    })
    while (!said.includes('stored 1\n')) await once(child.stdout, 'data')
    for (let round = 1; round <= 200; round++) {
      patiently(() => store.settings.set('mine', round))
      if (round % 20 === 0) await once(child.stdout, 'data')
    }
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  }
  expect(child.signalCode).toBe('SIGKILL')
  expect(store.settings.get('mine')).toBe(200)
  const number = Number(store.settings.get('number'))
  expect(number).toBeGreaterThan(1)
  expect(store.machines.load()).toHaveLength(number)
  const { machine, xml } = fleetMachine(1, number, number)
  // Written by the other process: what this one keeps in memory for searching must not be older.
  expect(store.search.text(machine.name, { in: 'xml' }).size).toBe(1)
  expect(store.definitions.current(fleetHostId(1), machine.uuid)?.xml).toBe(xml)
  expect(await store.verify()).toEqual([])
  store.close()
})
