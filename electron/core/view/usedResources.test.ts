import { afterEach, expect, test } from 'vitest'
import type { FleetEvent, ResourcesEvent } from '../../../shared/contract/index.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { ownerAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import type { ResourceRow } from '../store/types.ts'
import { viewOf } from './index.ts'

let fleet: FleetCore
afterEach(async () => fleet?.[Symbol.asyncDispose]())

const row = (key: string, value: object, xml: string | null = null): ResourceRow => ({ key, value, xml })
const volume = (pool: string, name: string, path: string, backing: string | null = null) =>
  row(`${pool}/${name}`, {
    ...{ pool, name, key: path, path, type: 'file', format: 'qcow2', backing },
    ...{ capacityBytes: 10, allocationBytes: 5 },
  })
const pool = (name: string, path: string | null, xml: string | null = null) =>
  row(
    name,
    {
      ...{ name, uuid: name, state: 'running', type: 'dir', path, autostart: true, persistent: true },
      ...{ capacityBytes: 100, allocationBytes: 50, availableBytes: 50 },
    },
    xml,
  )
const network = (name: string, bridge: string) =>
  row(
    name,
    {
      ...{ name, uuid: name, active: true, persistent: true, autostart: true, bridge, forward: 'nat' },
      addresses: ['10.1.0.1/24'],
    },
    `<network><name>${name}</name><ip address='10.1.0.1'><dhcp><range start='10.1.0.9' end='10.1.0.99'/></dhcp></ip></network>`,
  )

/** One host with two machines, of which the second has nothing to do with the first. */
async function twoMachines(): Promise<{ hostId: HostId; own: Machine; other: Machine }> {
  fleet = await fleetCore({ hosts: 2, machinesPerHost: 2 })
  const { core, hostIds } = fleet
  const hostId = hostIds[0] as HostId
  const [own, other] = [...core.inventory.machinesOf(hostId)] as [Machine, Machine]
  const [system, data] = [own.disks[0]?.source ?? '', own.disks[1]?.source ?? '']
  const { resources } = core.store
  const pools = [pool('own', system.slice(0, system.lastIndexOf('/'))), pool('bases', '/bases', '<pool/>')]
  resources.replace(hostId, 'pool', [...pools, pool('elsewhere', '/elsewhere')], 5)
  const volumes = [volume('own', 'system', system, '/bases/base.qcow2'), volume('own', 'data', data)]
  const bases = [
    volume('bases', 'base.qcow2', '/bases/base.qcow2'),
    volume('bases', 'unused', '/bases/unused'),
  ]
  const others = [
    volume('own', 'theirs', other.disks[0]?.source ?? ''),
    volume('elsewhere', 'x', '/elsewhere/x'),
  ]
  resources.replace(hostId, 'volume', [...volumes, ...bases, ...others], 5)
  const lan = own.nics[0]?.source ?? ''
  resources.replace(hostId, 'network', [network(lan, 'virbr0'), network('other', 'virbr1')], 5)
  const lease = (mac: string, address: string) =>
    row(mac, { network: lan, mac, address, prefix: 24, hostname: null, expiresAtMs: null })
  const macs = [own.nics[0]?.mac ?? '', other.nics[0]?.mac ?? '', '52:54:00:ff:ff:ff']
  resources.replace(
    hostId,
    'lease',
    macs.map((mac, index) => lease(mac.toUpperCase(), `10.1.0.${index}`)),
    5,
  )
  return { hostId, own, other }
}

test('what a machine uses of its host is told, by name and no further', async () => {
  const { hostId, own } = await twoMachines()
  const id = fleet.person('by name')
  fleet.grant(id, 'viewer', { kind: 'query', query: `name=${own.name}` })
  const { client } = fleet.at(fleet.core.access.accessOf(id))
  const view = viewOf(fleet.core, fleet.core.access.accessOf(id))
  const names = (items: readonly unknown[]) => items.map(item => (item as { name: string }).name).sort()
  const pools = view.inventory.resources<{ path: string | null }>(hostId, 'pool').items
  expect(names(pools)).toEqual(['bases', 'own'])
  // Where its disk lies it knows itself; of the pool below it only the name.
  const path = own.disks[0]?.source?.replace(/\/[^/]*$/, '')
  const sizes = { capacityBytes: null, allocationBytes: null, availableBytes: null }
  expect(pools).toEqual([
    expect.objectContaining({ name: 'bases', path: null, ...sizes }),
    expect.objectContaining({ name: 'own', path, ...sizes }),
  ])
  expect(names(view.inventory.resources(hostId, 'volume').items)).toEqual(['base.qcow2', 'data', 'system'])
  expect(names(view.inventory.resources(hostId, 'network').items)).toEqual([own.nics[0]?.source])
  expect(view.inventory.resources(hostId, 'lease').items).toMatchObject([{ address: '10.1.0.0' }])
  for (const kind of ['interface', 'nodeDevice', 'capabilities', 'domainCapabilities'] as const)
    expect(view.inventory.resources(hostId, kind).items).toEqual([])
  expect(view.store.resources.all('network').map(({ xml }) => xml)).toEqual([null])
  expect(view.store.resources.volumeSums()).toEqual([])
  // A search finds what is seen by what of it is seen.
  const found = (text: string) =>
    names(view.store.resources.containing('pool', ['name', 'path'], text, 9).map(({ value }) => value))
  expect([found('own'), found('/bases'), found('elsewhere')]).toEqual([['own'], [], []])
  const [host] = await client.hosts.list()
  const record = fleet.core.registry.get(hostId)
  expect(host).toMatchObject({
    part: true,
    record: { id: hostId, name: record?.name, siteId: record?.siteId, uri: '', options: {} },
    ...{ facts: null, transport: null, machineCount: 1, dataAsOfMs: expect.any(Number) },
    state: { phase: 'disconnected', problem: null, question: null },
  })
  const failed: unknown = await client.hosts
    .abilities({ hostId })
    .catch((error: unknown) => fromCallError(error))
  expect(failed).toMatchObject({ code: 'rights.denied', data: { permission: 'host.read' } })
})

test('only with the right to read such things of the machine', async () => {
  const { hostId, own } = await twoMachines()
  const { core } = fleet
  const role = core.access.addRole(ownerAccess, {
    name: 'Bare',
    description: '',
    permissions: ['domain.read'],
  })
  const id = fleet.person('bare')
  fleet.grant(id, role.id, { kind: 'query', query: `name=${own.name}` })
  const view = viewOf(core, core.access.accessOf(id))
  expect([...view.inventory.machines()]).toHaveLength(1)
  expect(view.registry.list()).toEqual([])
  for (const kind of ['pool', 'volume', 'network', 'lease'] as const)
    expect(view.inventory.resources(hostId, kind)).toMatchObject({ items: [], asOfMs: null })
})

test('a host comes with the first machine that is seen on it and goes with the last', async () => {
  const { hostId, own, other } = await twoMachines()
  const { core } = fleet
  const id = fleet.person('by place')
  fleet.grant(id, 'viewer', { kind: 'query', query: 'host=shown' })
  const { client } = fleet.at(core.access.accessOf(id))
  const hosts = (await client.hosts.watch())[Symbol.asyncIterator]()
  const networks = (await client.resources.watchNetworks())[Symbol.asyncIterator]()
  const relations = (await client.networks.watch({ scope: { kind: 'fleet' } }))[Symbol.asyncIterator]()
  expect((await hosts.next()).value).toEqual({ type: 'snapshot', sites: [], hosts: [] })
  expect((await networks.next()).value).toEqual({ type: 'ready' })
  const until = async <T>(stream: AsyncIterator<T>, wanted: (event: T) => boolean): Promise<T> => {
    for (;;) {
      const { value, done } = await stream.next()
      if (done === true) throw new Error('the stream ended first')
      if (wanted(value)) return value
    }
  }
  core.registry.update(hostId, { name: 'shown' })
  const came = await until<FleetEvent>(hosts, event => event.type === 'hostChanged')
  expect(came).toMatchObject({ host: { part: true, record: { id: hostId, uri: '' }, machineCount: 2 } })
  const isLeases = (event: ResourcesEvent) => event.type === 'host' && event.kind === 'lease'
  const leases = await until<ResourcesEvent>(networks, isLeases)
  // Those of its two machines, and not the one of a MAC address that is neither's.
  expect(leases).toMatchObject({ items: { length: 2 } })
  const lan = own.nics[0]?.source
  const rows = await until(relations, event => event.type === 'rows' && event.networks.length > 0)
  const attached = [own, other].filter(({ nics }) => nics[0]?.source === lan).length
  expect(rows).toMatchObject({ networks: [{ name: lan, ranges: [], attachedCount: attached }] })
  core.registry.update(hostId, { name: 'hidden again' })
  expect(await until<FleetEvent>(hosts, event => event.type === 'hostRemoved')).toMatchObject({ hostId })
  expect(await until<ResourcesEvent>(networks, event => event.type === 'hostRemoved')).toMatchObject({
    hostId,
  })
  for (const stream of [hosts, networks, relations]) await stream.return?.()
})
