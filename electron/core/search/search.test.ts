import { beforeEach, expect, test } from 'vitest'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { machineKey } from '../../../shared/ids.ts'
import { permissions } from '../../../shared/permissions.ts'
import { hydrated } from '../inventory/compose.ts'
import { fillStore, fleetHostId, fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import type { Store, StoredMachine } from '../store/index.ts'
import { type Searched, searchFleet } from './search.ts'

const host = fleetHostId(1)
let store: Store
let searched: Searched

/** The search over what is stored, as an inventory that was never live shows it. */
function over(stored: Store): Searched {
  const machines = new Map(
    stored.machines.load().map(row => {
      const machine = hydrated(row, { host: `kvm of ${row.name}`, siteId: null, site: null })
      return [machine.key, machine]
    }),
  )
  const hosts = stored.hosts.list()
  return {
    store: stored,
    inventory: {
      machines: () => machines.values(),
      machine: key => machines.get(key),
      facts: id => stored.hostFacts.get(id),
      liveness: () => ({ live: false }),
    },
    registry: { list: () => hosts, get: (id: HostId) => hosts.find(record => record.id === id) },
  }
}

const may = () => true
const find = async (text: string, limit = 20) => searchFleet(searched, { text, limit, may })

beforeEach(() => {
  const test = temporaryStore()
  store = test.store
  store.hosts.insert(hostRecord(1, { name: 'web-host' }))
  const add = (name: string, xml: string, more: Partial<StoredMachine> = {}) => {
    const uuid = fleetUuid(name) as DomainUuid
    const bare = { title: null, description: null, tags: [], nics: [], disks: [] }
    store.machines.save(host, [{ ...fleetMachine(1, 1, 5).machine, ...bare, name, uuid, ...more }])
    store.definitions.put(host, [{ uuid, name, xml, seenAtMs: 5 }])
  }
  const [nic] = fleetMachine(1, 1, 5).machine.nics
  if (!nic) throw new Error('a NIC')
  add('web10', '<domain>\n  <name>web10</name>\n  <disk bus="ide"/>\n</domain>')
  add('web9', '<domain>\n  <name>web9</name>\n</domain>', { description: 'first line\nticket OPS-77' })
  add('Web', '<domain/>', { nics: [{ ...nic, mac: '52:54:00:aa:bb:cc', addresses: ['10.9.8.7'] }] })
  add('the-web', '<domain/>')
  add('db', '<domain/>', { tags: ['web'] })
  const row = (key: string, value: object) => ({ key, value, xml: null })
  store.resources.replace(
    host,
    'volume',
    [row('v', { pool: 'default', name: 'web.qcow2', path: '/srv/web.qcow2', key: 'k' })],
    5,
  )
  store.resources.replace(host, 'pool', [row('p', { name: 'webpool', uuid: 'u', path: '/srv' })], 5)
  store.resources.replace(host, 'network', [row('n', { name: 'default', uuid: 'u', bridge: 'webbr0' })], 5)
  store.resources.replace(
    host,
    'snapshot',
    [row('s', { uuid: fleetUuid('db'), name: 'before', description: 'web upgrade' })],
    5,
  )
  searched = over(store)
  return () => test[Symbol.dispose]()
})

test('every kind of object, names first, each with the line that holds it', async () => {
  const groups = await find('WEB')
  expect(groups.map(({ kind, hits }) => [kind, hits.map(hit => `${hit.name} ${hit.field}`)])).toEqual([
    ['machine', ['Web name', 'web9 name', 'web10 name', 'the-web name', 'db tag']],
    ['host', ['web-host name']],
    ['volume', ['web.qcow2 name']],
    ['network', ['default bridge']],
    ['pool', ['webpool name']],
    ['snapshot', ['before description']],
    ['xml', expect.toSatisfy((hits: string[]) => hits.toSorted().join() === 'web10 xml,web9 xml')],
  ])
  for (const { hits } of groups)
    for (const { text, from, to } of hits) expect(text.slice(from, to).toLowerCase()).toBe('web')
  expect(groups.at(-2)?.hits[0]).toMatchObject({ key: machineKey(host, fleetUuid('db') as DomainUuid) })
  expect(groups[2]?.hits[0]).toMatchObject({ pool: 'default', host: 'web-host', stale: true })
})

test('a line of XML with its number', async () => {
  expect(await find('bus="ide"')).toMatchObject([
    {
      kind: 'xml',
      hits: [{ name: 'web10', line: 3, text: '<disk bus="ide"/>', from: 6, to: 15 }],
      more: false,
    },
  ])
  expect(await find('<d')).toEqual([])
})

test('notes, MAC and IP addresses', async () => {
  expect(await find('ops-77')).toMatchObject([{ hits: [{ field: 'description', text: 'ticket OPS-77' }] }])
  expect(await find('aa:bb')).toMatchObject([{ hits: [{ field: 'mac', name: 'Web' }] }])
  expect(await find('10.9.8')).toMatchObject([{ hits: [{ field: 'address', from: 0, to: 6 }] }])
})

test('stops at the limit and says that there is more', async () => {
  const groups = await find('web', 1)
  expect(groups[0]).toMatchObject({ kind: 'machine', hits: [{ name: 'Web' }], more: true })
  expect(groups.find(({ kind }) => kind === 'pool')).toMatchObject({ more: false })
  expect(groups.find(({ kind }) => kind === 'xml')).toMatchObject({ hits: [{ field: 'xml' }], more: true })
})

test('nothing for nothing, and nothing of what the caller may not read', async () => {
  expect(await find('  ')).toEqual([])
  expect(await find('\u0000')).toEqual([])
  const readers = new Set<string>(permissions.filter(permission => permission !== 'storage.read'))
  const groups = await searchFleet(searched, {
    text: 'web',
    limit: 5,
    may: permission => readers.has(permission),
  })
  expect(groups.map(({ kind }) => kind)).toEqual(['machine', 'host', 'network', 'snapshot', 'xml'])
})

test('ends when nobody waits any more', async () => {
  const stop = new AbortController()
  const running = searchFleet(searched, { text: 'web', limit: 5, may }, stop.signal)
  stop.abort()
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
})

test('thousands of machines that match are answered by the limit', async () => {
  using large = temporaryStore()
  fillStore(large.store, { hosts: 4, machinesPerHost: 500 })
  searched = over(large.store)
  const groups = await find('e', 30)
  expect(groups[0]).toMatchObject({ kind: 'machine', more: true })
  expect(groups[0]?.hits).toHaveLength(30)
  expect((await find('<emulator>', 30))[0]).toMatchObject({ kind: 'xml', more: true })
})
