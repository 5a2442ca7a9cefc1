import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillStore, fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { temporaryFolder } from '../testing/store.ts'
import { Connection } from './database.ts'
import { openStore } from './index.ts'
import { rescue } from './rescue.ts'

const name = 'novacron.sqlite'
const atMs = 1_000

/** A stored fleet whose file the caller then harms; `changes` runs on the bare database. */
function fleet(folder: string, changes: string[] = []): string {
  const store = openStore(folder)
  const { hostIds } = fillStore(store, { hosts: 2, machinesPerHost: 100, atMs })
  for (const hostId of hostIds) {
    store.hostKeys.pin(hostId, {
      endpoint: 'h:22',
      algorithm: 'ssh-ed25519',
      publicKey: Buffer.from([7]),
      sha256: 'SHA256:a',
      pinnedAtMs: 1,
    })
    store.resources.replace(hostId, 'pool', [{ key: 'default', value: { size: 1 }, xml: '<pool/>' }], atMs)
  }
  store.settings.set('views', ['a'])
  store.close()
  const connection = new Connection(join(folder, name))
  connection.pragma('foreign_keys = OFF')
  for (const change of changes) connection.run(change)
  connection.close()
  return join(folder, name)
}

/** Carries over into a new folder and opens the store there. */
function carried(from: string, to: string) {
  const rescued = rescue(from, join(to, name))
  return { rescued, store: openStore(to) }
}

test('everything of a sound database is carried over, and can be searched', () => {
  using from = temporaryFolder()
  using to = temporaryFolder()
  const path = fleet(from.path)
  const before = readFileSync(path)
  const { rescued, store } = carried(path, to.path)
  expect(readFileSync(path)).toEqual(before)
  expect(rescued).toEqual({ sites: 4, hosts: 2, machines: 200, definitions: 200 })
  const original = openStore(from.path)
  expect(store.sites.list()).toEqual(original.sites.list())
  expect(store.hosts.list()).toEqual(original.hosts.list())
  expect(new Set(store.machines.load())).toEqual(new Set(original.machines.load()))
  expect(store.machines.confirmedAt()).toEqual(original.machines.confirmedAt())
  expect(store.hostKeys.list(fleetHostId(0))).toEqual(original.hostKeys.list(fleetHostId(0)))
  expect(store.resources.all('pool')).toEqual(original.resources.all('pool'))
  expect(store.settings.get('views')).toEqual(['a'])
  const { machine, xml } = fleetMachine(1, 42, atMs)
  expect(store.definitions.current(machine.hostId, machine.uuid)).toEqual(
    original.definitions.current(machine.hostId, machine.uuid),
  )
  expect(store.definitions.current(machine.hostId, machine.uuid)?.xml).toBe(xml)
  for (const query of ['virtio', machine.name, 'ops-0000', '52:54']) {
    expect(store.search.text(query, { in: 'all' })).toEqual(original.search.text(query, { in: 'all' }))
    expect(store.search.text(query, { in: 'xml' })).toEqual(original.search.text(query, { in: 'xml' }))
  }
  original.close()
  store.close()
})

test('a damaged page in the middle costs only what was on it', async () => {
  using from = temporaryFolder()
  using to = temporaryFolder()
  const path = fleet(from.path)
  const connection = new Connection(path)
  // Leaf pages of the machines in the order they are read; the middle one goes.
  const leaves = connection.column<number>(
    `SELECT pageno FROM dbstat WHERE name = 'machines' AND pagetype = 'leaf' ORDER BY path`,
  )
  connection.close()
  const page = leaves[Math.floor(leaves.length / 2)] ?? 0
  const bytes = readFileSync(path)
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096)
  writeFileSync(path, bytes)

  const { rescued, store } = carried(path, to.path)
  const machines = store.machines.load()
  expect(machines.length).toBeGreaterThan(180)
  expect(machines.length).toBeLessThan(200)
  expect(rescued).toEqual({ sites: 4, hosts: 2, machines: machines.length, definitions: 200 })
  for (const machine of machines) {
    expect(store.definitions.current(machine.hostId, machine.uuid)?.hash).toBe(machine.definitionHash)
  }
  expect(store.search.text('virtio', { in: 'xml' }).size).toBe(machines.length)
  expect(await store.verify()).toEqual([])
  store.close()
})

test('rows that are no longer whole are left out, with what depends on them', () => {
  using from = temporaryFolder()
  using to = temporaryFolder()
  const { machine } = fleetMachine(1, 0, atMs)
  const path = fleet(from.path, [
    `DELETE FROM hosts WHERE id = '${fleetHostId(0)}'`,
    `DELETE FROM sites WHERE name = 'Berlin'`,
    `UPDATE machines SET facts = '{"broken' WHERE uuid = '${machine.uuid}'`,
    `UPDATE definition_lines SET text = text || '?' WHERE text = '  <name>${machine.name}</name>'`,
    `UPDATE settings SET value = 'nonsense' WHERE key = 'views'`,
  ])
  const { rescued, store } = carried(path, to.path)
  expect(rescued).toEqual({ sites: 3, hosts: 1, machines: 99, definitions: 199 })
  expect(store.sites.list().map(site => site.parentId)).toEqual([null, null, null])
  expect(store.hosts.list().map(host => host.id)).toEqual([fleetHostId(1)])
  expect(new Set(store.machines.load().map(each => each.hostId))).toEqual(new Set([fleetHostId(1)]))
  expect(store.definitions.current(fleetHostId(1), machine.uuid)).toBeNull()
  expect(store.definitions.versions(fleetHostId(1), machine.uuid)).toEqual([])
  expect(store.hostKeys.list(fleetHostId(0))).toEqual([])
  expect(store.hostKeys.list(fleetHostId(1))).toHaveLength(1)
  expect(store.settings.get('views')).toBeUndefined()
  store.close()
})

test('what is no database gives nothing, and the new one is ready all the same', () => {
  using from = temporaryFolder()
  using to = temporaryFolder()
  const path = join(from.path, 'x.sqlite')
  for (const content of [Buffer.alloc(0), Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 7)]) {
    writeFileSync(path, content)
    const { rescued, store } = carried(path, to.path)
    expect(rescued).toBeNull()
    expect(store.hosts.list()).toEqual([])
    store.close()
  }
})
