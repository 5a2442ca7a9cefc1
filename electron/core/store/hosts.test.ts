import { expect, test } from 'vitest'
import { fillStore, fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'

test('come back as they went in, by name', () => {
  using test = temporaryStore()
  const b = hostRecord(1, {
    name: 'b',
    autoConnect: false,
    options: { readOnly: true, identityFiles: ['/k'] },
  })
  const a = hostRecord(2, { name: 'a', uri: 'qemu+ssh://a/system?socket=/run/x y' })
  test.store.hosts.insert(b)
  test.store.hosts.insert(a)
  expect(test.store.hosts.list()).toEqual([a, b])
  test.store.hosts.update({ ...b, name: '0', autoConnect: true, options: {} })
  expect(test.store.hosts.list()).toEqual([{ ...b, name: '0', autoConnect: true, options: {} }, a])
})

test('what is gone is said to be gone', () => {
  using test = temporaryStore()
  expect(() => test.store.hosts.update(hostRecord(1))).toThrow(
    expect.objectContaining({ code: 'host.unknown' }),
  )
  const { machine, xml } = fleetMachine(1, 1, 5)
  const row = { uuid: machine.uuid, name: machine.name, xml, seenAtMs: 5 }
  const late = expect.objectContaining({ code: 'host.unknown' })
  expect(() => test.store.machines.save(machine.hostId, [machine])).toThrow(late)
  expect(() => test.store.machines.confirm(machine.hostId, 5)).toThrow(late)
  expect(() => test.store.definitions.put(machine.hostId, [row])).toThrow(late)
  expect(test.store.machines.load()).toEqual([])
})

test('removal takes everything of the host and nothing of another', () => {
  using test = temporaryStore()
  const { store } = test
  const { hostIds } = fillStore(store, { hosts: 2, machinesPerHost: 3, atMs: 100 })
  const [gone, kept] = hostIds
  if (!gone || !kept) throw new Error('two hosts')
  const key = {
    endpoint: 'h:22',
    algorithm: 'ssh-ed25519',
    publicKey: Buffer.from([1]),
    sha256: 'SHA256:a',
    pinnedAtMs: 1,
  }
  for (const [index, id] of hostIds.entries()) {
    store.hostKeys.pin(id, key)
    store.resources.replace(id, 'pool', [{ key: 'default', value: { index }, xml: null }], 100)
    store.events.append([
      { atMs: 1, hostId: id, host: 'h', kind: 'lifecycle', key: null, subject: 's', text: 't' },
    ])
  }
  const definition = store.definitions.current(gone, fleetMachine(0, 0, 100).machine.uuid)
  store.hosts.remove(gone)

  expect(store.hosts.list().map(host => host.id)).toEqual([kept])
  expect(new Set(store.machines.load().map(machine => machine.hostId))).toEqual(new Set([kept]))
  expect([...store.machines.confirmedAt().keys()]).toEqual([kept])
  expect(store.hostKeys.list(gone)).toEqual([])
  expect(store.hostKeys.list(kept)).toEqual([key])
  expect(store.resources.all('pool').map(pool => pool.hostId)).toEqual([kept])
  expect(store.events.latest(10).map(event => event.hostId)).toEqual([kept])
  expect(store.definitions.versions(gone, fleetMachine(0, 0, 100).machine.uuid)).toEqual([])
  expect(store.search.text('virtio', { in: 'all' }).size).toBeGreaterThan(0)
  expect([...store.search.text('virtio', { in: 'all' })].every(each => each.startsWith(kept))).toBe(true)

  while (store.tidy());
  expect(store.definitions.text(definition?.hash ?? '')).toBeNull()
  for (const machine of store.machines.load()) {
    expect(store.definitions.current(kept, machine.uuid)?.hash).toBe(machine.definitionHash)
  }
})
