import { beforeEach, expect, test } from 'vitest'
import type { DomainUuid } from '../../../shared/ids.ts'
import { fleetHostId, fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { retentionOf } from './retention.ts'
import type { Store, StoredMachine } from './types.ts'

const host = fleetHostId(1)
const minute = 60_000
let store: Store

beforeEach(() => {
  const test = temporaryStore()
  store = test.store
  store.hosts.insert(hostRecord(1))
  return () => test[Symbol.dispose]()
})

const web = (atMs: number, more: Partial<StoredMachine> = {}): StoredMachine => ({
  ...fleetMachine(1, 0, 0).machine,
  name: 'web',
  asOfMs: atMs,
  ...more,
})
const all = () => store.changes.since(0, 100)

/** The first reading of the host, at 1,000. */
function firstReading(): void {
  store.machines.save(host, [web(1_000)])
  store.machines.confirm(host, 1_000)
}

test('what a host tells for the first time is no change, nor is the same again', () => {
  firstReading()
  store.machines.save(host, [web(2_000), web(3_000, { startedAtMs: 77 })])
  store.resources.replace(host, 'pool', [{ key: 'p', value: { name: 'default' }, xml: null }], 1_000)
  store.definitions.put(host, [{ uuid: web(0).uuid, name: 'web', xml: '<domain/>', seenAtMs: 1_000 }])
  expect(all()).toEqual([])
  expect(store.changes.beganMs()).toBeNull()
})

test('a machine that comes, changes its state and goes, with how long nobody looked', () => {
  firstReading()
  store.machines.confirm(host, 5_000)
  const uuid = fleetUuid('new') as DomainUuid
  store.machines.save(host, [
    web(90_000_000, { state: 'shutoff', stateReason: 'destroyed', id: null }),
    web(90_000_000, { uuid, name: 'new' }),
  ])
  store.machines.confirm(host, 90_000_000)
  store.machines.remove(host, [uuid], 95_000_000)
  expect(all().map(({ id: _, ...change }) => change)).toEqual([
    {
      atMs: 95_000_000,
      afterMs: 90_000_000,
      hostId: host,
      kind: 'machine',
      key: uuid,
      subject: 'new',
      change: 'went',
      fields: [],
      times: 1,
    },
    expect.objectContaining({ kind: 'machine', change: 'appeared', subject: 'new', afterMs: 5_000 }),
    expect.objectContaining({
      kind: 'state',
      change: 'changed',
      atMs: 90_000_000,
      afterMs: 5_000,
      fields: [
        { field: 'state', from: 'running', to: 'shutoff' },
        { field: 'reason', from: 'booted', to: 'destroyed' },
      ],
    }),
  ])
})

test('a machine that flaps keeps one row that says how it began and how it ended', () => {
  firstReading()
  for (let turn = 1; turn <= 20; turn++)
    store.machines.save(host, [web(1_000 + turn * minute, { state: turn % 2 === 1 ? 'crashed' : 'running' })])
  expect(all()).toMatchObject([
    {
      times: 20,
      atMs: 1_000 + 20 * minute,
      fields: [{ field: 'state', from: 'running', to: 'running' }, {}],
    },
  ])
  expect(store.changes.lastOf(host, 'state', web(0).uuid)).toBe(1_000 + 20 * minute)
  expect(store.changes.lastOf(host, 'definition', web(0).uuid)).toBeNull()
  store.machines.save(host, [web(40 * minute, { state: 'paused' })])
  expect(all()).toHaveLength(2)
})

test('names, autostart and snapshots of a machine; a state that is not known is no change', () => {
  firstReading()
  store.machines.save(host, [web(2_000, { state: 'nostate', snapshotCount: null })])
  store.machines.save(host, [web(3_000, { snapshotCount: 3 })])
  expect(all()).toEqual([])
  store.machines.save(host, [web(4_000, { name: 'shop', autostart: false, snapshotCount: 4 })])
  expect(all()).toMatchObject([
    {
      subject: 'shop',
      fields: [
        { field: 'name', from: 'web', to: 'shop' },
        { field: 'autostart', from: true, to: false },
        { field: 'snapshotCount', from: 3, to: 4 },
      ],
    },
  ])
})

test('a definition that became another names both versions', () => {
  const { uuid } = web(0)
  const put = (xml: string, seenAtMs: number) =>
    store.definitions.put(host, [{ uuid, name: 'web', xml, seenAtMs }])[0]?.hash
  const first = put('<domain>1</domain>', 10)
  put('<domain>1</domain>', 20)
  const second = put('<domain>2</domain>', 30 * minute)
  expect(all()).toMatchObject([
    {
      kind: 'definition',
      key: uuid,
      afterMs: 20,
      fields: [{ field: 'hash', from: first, to: second }],
    },
  ])
})

const volume = (name: string, more: object = {}) => ({
  key: `default/${name}`,
  value: { pool: 'default', name, capacityBytes: 100, allocationBytes: 1, ...more },
  xml: null,
})
const told = () => all().map(({ kind, subject, change, fields }) => ({ kind, subject, change, fields }))

test('a volume that comes, grows and goes is told; how full it is is not', () => {
  const [a, b] = [volume('a'), volume('b')]
  store.resources.replace(host, 'volume', [a], 1_000)
  store.resources.replace(host, 'volume', [a, b], 2_000)
  store.resources.replace(host, 'volume', [volume('a', { allocationBytes: 90 }), b], 3_000)
  store.resources.replace(host, 'volume', [volume('a', { capacityBytes: 200 })], 4_000)
  expect(told().toSorted((x, y) => x.change.localeCompare(y.change))).toEqual([
    { kind: 'volume', subject: 'b', change: 'appeared', fields: [] },
    {
      kind: 'volume',
      subject: 'a',
      change: 'changed',
      fields: [{ field: 'capacityBytes', from: 100, to: 200 }],
    },
    { kind: 'volume', subject: 'b', change: 'went', fields: [] },
  ])
})

test('volumes that go with their pool, and come back with it, are the pool’s own change', () => {
  const both = [volume('a'), volume('b')]
  store.resources.replace(host, 'volume', both, 1_000)
  store.resources.replace(host, 'volume', [], 2_000)
  store.resources.replace(host, 'volume', both, 3_000)
  expect(told()).toEqual([])
})

test('a flood of one kind is one change with its numbers', () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => volume(`v${from + at}`))
  store.resources.replace(host, 'volume', many(0, 10), 1_000)
  store.resources.replace(host, 'volume', many(4, 40), 2_000)
  expect(told()).toEqual([
    {
      kind: 'volume',
      subject: '',
      change: 'changed',
      fields: [
        { field: 'appeared', from: null, to: 30 },
        { field: 'went', from: null, to: 4 },
      ],
    },
  ])
})

test('a lease that is renewed is the same; devices below others say nothing of their own', () => {
  const lease = (expiresAtMs: number) => ({
    key: 'n/52:54:00:00:00:01/10.0.0.2',
    value: { network: 'n', mac: '52:54:00:00:00:01', address: '10.0.0.2', hostname: null, expiresAtMs },
    xml: null,
  })
  const device = (name: string, capability: string) => ({
    key: name,
    value: { name, capability, product: capability === 'pci' ? 'NVMe' : null, parent: null },
    xml: null,
  })
  store.resources.replace(host, 'lease', [], 1_000)
  store.resources.replace(host, 'lease', [lease(5_000)], 2_000)
  store.resources.replace(host, 'lease', [lease(9_000)], 3_000)
  store.resources.replace(host, 'nodeDevice', [device('pci_0', 'pci')], 1_000)
  store.resources.replace(host, 'nodeDevice', [device('net_vnet0', 'net'), device('pci_1', 'pci')], 2_000)
  expect(
    told()
      .map(({ kind, subject, change }) => `${kind} ${subject} ${change}`)
      .sort(),
  ).toEqual(['lease 52:54:00:00:00:01 appeared', 'nodeDevice NVMe appeared', 'nodeDevice NVMe went'])
})

test('pools and networks that come, change and go; how full a pool is says nothing', () => {
  const pool = { name: 'default', state: 'running', capacityBytes: 100, allocationBytes: 1 }
  const replace = (atMs: number, ...values: object[]) =>
    store.resources.replace(
      host,
      'pool',
      values.map((value, index) => ({ key: `p${index}`, value, xml: null })),
      atMs,
    )
  replace(1_000, pool)
  replace(2_000, { ...pool, allocationBytes: 50 })
  expect(all()).toEqual([])
  replace(3_000, { ...pool, state: 'inactive' }, { ...pool, name: 'iso' })
  replace(4_000)
  expect(all()).toMatchObject([
    { change: 'went', subject: 'iso', afterMs: 3_000 },
    { change: 'went', subject: 'default' },
    { change: 'appeared', subject: 'iso', afterMs: 2_000 },
    { change: 'changed', fields: [{ field: 'state', from: 'running', to: 'inactive' }] },
  ])
  store.resources.replace(host, 'interface', [{ key: 'l', value: {}, xml: null }], 1_000)
  store.resources.replace(host, 'interface', [], 2_000)
  expect(all()).toHaveLength(4)
})

test('a host that was upgraded', () => {
  const facts = {
    hostname: 'kvm1',
    driver: 'QEMU',
    libvirtVersion: '9.0.0',
    hypervisorVersion: null,
    cpuModel: 'Skylake',
    cpus: 8,
    cpuMhz: 2_000,
    sockets: 1,
    cores: 8,
    threads: 1,
    numaNodes: 1,
    memoryBytes: 64,
    asOfMs: 10,
  }
  store.hostFacts.set(host, facts)
  store.hostFacts.set(host, {
    ...facts,
    cpuMhz: 2_100,
    memoryBytes: 65,
    hypervisorVersion: '7.2.0',
    asOfMs: 20,
  })
  expect(all()).toEqual([])
  store.hostFacts.set(host, { ...facts, libvirtVersion: '10.0.0', asOfMs: 30 })
  expect(all()).toMatchObject([
    {
      kind: 'host',
      subject: 'kvm1',
      afterMs: 20,
      fields: [
        { field: 'libvirtVersion', from: '9.0.0', to: '10.0.0' },
        { field: 'hypervisorVersion', from: '7.2.0', to: null },
      ],
    },
  ])
})

test('goes with what it tells when that is taken back, and with its host', async () => {
  firstReading()
  expect(() =>
    store.transaction(() => {
      store.machines.remove(host, [web(0).uuid], 2_000)
      throw new RangeError('taken back')
    }),
  ).toThrow(RangeError)
  expect(all()).toEqual([])
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = store.changes.onNoted(resolve)
  store.machines.remove(host, [web(0).uuid], 2_000)
  expect(all()).toHaveLength(1)
  await promise
  stop()
  store.hosts.remove(host)
  expect(all()).toEqual([])
})

test('keeps so many and so long, and bounds what a host says', () => {
  const { changesKept, changesKeptMs } = retentionOf(store.database)
  firstReading()
  const names = Array.from({ length: 5 }, (_, index) => `m${index}${'x'.repeat(2_000)}`)
  const machines = names.map(name => web(3_000, { name, uuid: fleetUuid(name) as DomainUuid }))
  store.machines.save(host, machines)
  expect(all().map(change => change.subject.length)).toEqual(Array(5).fill(401))
  store.machines.remove(host, [web(0).uuid], 3_000 + changesKeptMs + 1)
  expect(all()).toMatchObject([{ change: 'went' }])
  const pools = Array.from({ length: changesKept + 3 }, (_, key) => ({ key: `${key}`, value: {}, xml: null }))
  store.resources.replace(host, 'pool', [], 1)
  store.resources.replace(host, 'pool', pools, 3_000 + changesKeptMs + 2)
  expect(store.changes.since(0, 1_000_000)).toHaveLength(changesKept)
})
