import { afterEach, expect, test } from 'vitest'
import type { FleetEvent, MachinesEvent } from '../../../shared/contract/index.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { ownerAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import { viewOf } from './index.ts'

let fleet: FleetCore
afterEach(async () => fleet?.[Symbol.asyncDispose]())

/** Reads on until `wanted` was told; gives everything up to it. */
async function until<T>(stream: AsyncIterator<T>, wanted: (event: T) => boolean): Promise<T[]> {
  const told: T[] = []
  for (;;) {
    const { value, done } = await stream.next()
    if (done === true) throw new Error('the stream ended first')
    told.push(value)
    if (wanted(value)) return told
  }
}

test('whoever reads everything has the core itself, everybody else their own view', async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const { core, person, grant } = fleet
  const [admin, local] = [person('admin'), person('local')]
  grant(admin, 'admin', { kind: 'everything' })
  grant(local, 'admin', { kind: 'site', siteId: fleet.site('Berlin') })
  expect(viewOf(core, ownerAccess)).toBe(core)
  expect(viewOf(core, core.access.accessOf(admin))).toBe(core)
  const access = core.access.accessOf(local)
  const view = viewOf(core, access)
  expect(view).not.toBe(core)
  expect(viewOf(core, access)).toBe(view)
  expect(view.registry.list().map(host => host.name)).toEqual(['kvm001', 'kvm002', 'kvm003'])
  expect(view.registry.sites().map(site => site.name)).toEqual(['Berlin', 'Rack A', 'Rack B'])
  expect(view.select(undefined, undefined)).toHaveLength(6)
  expect(view.vocabulary()).not.toEqual(core.vocabulary())
})

test('hosts and machines that come into sight or leave it are told so', async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const { core, hostIds, person, grant, site } = fleet
  const id = person('lab')
  grant(id, 'viewer', { kind: 'site', siteId: site('Lab') })
  const { client } = fleet.at(core.access.accessOf(id))
  const [first, last] = [hostIds[0] as HostId, hostIds[3] as HostId]
  const hosts = (await client.hosts.watch())[Symbol.asyncIterator]()
  const machines = (await client.machines.watch())[Symbol.asyncIterator]()
  const [opened] = await until<FleetEvent>(hosts, event => event.type === 'snapshot')
  expect(opened).toMatchObject({ hosts: [{ record: { id: last } }], sites: [{ name: 'Lab' }] })
  const [rows] = await until<MachinesEvent>(machines, event => event.type === 'snapshot')
  expect(rows).toMatchObject({ machines: { length: 2 } })

  core.registry.update(last, { siteId: null })
  const left = await until<FleetEvent>(hosts, event => event.type === 'hostRemoved')
  expect(left.at(-1)).toEqual({ type: 'hostRemoved', hostId: last })
  const gone = await until<MachinesEvent>(machines, event => event.type === 'removed')
  expect(gone.at(-1)).toMatchObject({ keys: { length: 2 } })

  core.registry.update(first, { siteId: site('Lab') })
  const came = await until<FleetEvent>(hosts, event => event.type === 'hostChanged')
  expect(came.at(-1)).toMatchObject({ host: { record: { id: first }, machineCount: 2 } })
  const fresh = await until<MachinesEvent>(machines, event => event.type === 'changed')
  expect(fresh.at(-1)).toMatchObject({ machines: [{ hostId: first }, { hostId: first }] })
  await hosts.return?.()
  await machines.return?.()
})

test('a machine that no longer matches a query leaves, and nothing is told of one that never did', async () => {
  fleet = await fleetCore({ hosts: 2, machinesPerHost: 2 })
  const { core, hostIds, person, grant } = fleet
  const id = person('by name')
  grant(id, 'viewer', { kind: 'query', query: 'host=kvm001' })
  const access = core.access.accessOf(id)
  const { client } = fleet.at(access)
  const machines = (await client.machines.watch())[Symbol.asyncIterator]()
  await until<MachinesEvent>(machines, event => event.type === 'snapshot')
  core.registry.update(hostIds[1] as HostId, { name: 'elsewhere' })
  core.registry.update(hostIds[0] as HostId, { name: 'renamed' })
  const told = await until<MachinesEvent>(machines, event => event.type === 'removed')
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ keys: { length: 2 } })
  expect(JSON.stringify(told)).not.toContain(hostIds[1])
  expect([...viewOf(core, access).inventory.machines()]).toEqual([])
  await machines.return?.()
})

test('counts, sums and unused volumes are of what is seen, and say that there may be more', async () => {
  fleet = await fleetCore({
    hosts: 2,
    machinesPerHost: 3,
    fill(store, hostIds) {
      const volume = {
        pool: 'p',
        name: 'v',
        key: 'v',
        path: '/x/v',
        type: 'file',
        format: 'raw',
        backing: null,
      }
      const hostId = hostIds[0] as HostId
      store.resources.replace(
        hostId,
        'volume',
        [{ key: 'v', value: { ...volume, capacityBytes: 1, allocationBytes: 1 }, xml: null }],
        5,
      )
    },
  })
  const { core, hostIds, person, grant } = fleet
  const id = person('some')
  const hostId = hostIds[0] as HostId
  const storage = core.access.addRole(ownerAccess, {
    ...{ name: 'Storage', description: '', permissions: ['host.read', 'storage.read'] },
  })
  grant(id, storage.id, { kind: 'host', hostId })
  grant(id, 'viewer', { kind: 'query', query: 'tag=web' })
  const view = viewOf(core, core.access.accessOf(id))
  expect(view.inventory.count(hostId)).toEqual({ machines: 1, running: 1 })
  const [web] = view.inventory.machines()
  expect(view.inventory.given(hostId)).toEqual({
    running: { vcpus: web?.vcpus, memoryBytes: web?.memoryBytes },
    defined: { vcpus: web?.vcpus, memoryBytes: web?.memoryBytes },
  })
  expect(view.relations.storage().volumes).toMatchObject([{ unused: true, doubts: ['stale', 'unread'] }])
  expect(core.relations.storage().volumes).toMatchObject([{ unused: true, doubts: ['stale'] }])
})

test('a query of the reader looks into no metrics that they may not read', async () => {
  fleet = await fleetCore({ hosts: 1, machinesPerHost: 2 })
  const { core, person } = fleet
  const role = core.access.addRole(ownerAccess, { name: 'R', description: '', permissions: ['domain.read'] })
  const id = person('blind')
  fleet.grant(id, role.id, { kind: 'everything' })
  const view = viewOf(core, core.access.accessOf(id))
  const [machine] = core.inventory.machines()
  core.sampler.latest = () => ({ cpuPercent: 99 }) as never
  expect(core.sampler.latest(machine?.key as never)).toBeDefined()
  expect(view.sampler.latest(machine?.key as never)).toBeUndefined()
})

test('an action is planned and done only where it is allowed, with the rule in words', async () => {
  fleet = await fleetCore({ hosts: 2, machinesPerHost: 3 })
  const { core, hostIds, keys, person, grant, at } = fleet
  const id = person('ops')
  const [host, other] = hostIds as [HostId, HostId]
  grant(id, 'viewer', { kind: 'host', hostId: host })
  grant(id, 'operator', { kind: 'query', query: 'host=kvm001 tag=web' })
  const { client } = at(core.access.accessOf(id))
  const plan = await client.machines.plan({ action: 'forceOff', keys })
  const skipped = new Map(plan.map(step => [step.key, step.skip]))
  const machines = [...core.inventory.machinesOf(host)]
  const web = machines.find(machine => machine.tags.includes('web'))
  const db = machines.find(machine => machine.tags.includes('db'))
  expect(skipped.get(web?.key as never)).toEqual({ code: 'hostAway', host: 'kvm001' })
  expect(skipped.get(db?.key as never)).toEqual({ code: 'denied', permission: 'domain.operate.forceOff' })
  for (const key of keys.filter(each => each.startsWith(other)))
    expect(skipped.get(key)).toEqual({ code: 'hostGone' })
  const failed: unknown = await client.machines
    .operate({ action: 'forceOff', keys: [db?.key as never] })
    .catch((error: unknown) => fromCallError(error))
  expect(failed).toMatchObject({ code: 'rights.denied', data: { permission: 'domain.operate.forceOff' } })
  const done = await client.machines.operate({ action: 'forceOff', keys })
  expect(done).toMatchObject({ tasks: [], skipped: { length: 6 } })
})

test('streams end with the seat, and with the right that they need', async () => {
  fleet = await fleetCore({ hosts: 2, machinesPerHost: 2 })
  const { core, hostIds, person, grant, at } = fleet
  const id = person('visitor')
  const given = grant(id, 'viewer', { kind: 'everything' })
  const open = async () => {
    const place = at(core.access.accessOf(id))
    const hostId = hostIds[0] as HostId
    const stream = (await place.client.hosts.watchConnection({ hostId }))[Symbol.asyncIterator]()
    await stream.next()
    return { ...place, next: () => stream.next().catch((error: unknown) => fromCallError(error)) }
  }
  const first = await open()
  const waiting = first.next()
  first.end(new AppError('session.ended', 'You were signed out.'))
  expect(await waiting).toMatchObject({ code: 'session.ended' })
  const second = await open()
  second.end(new Error('some other reason'))
  expect(await second.next()).toMatchObject({ code: 'rights.changed' })
  // Also where nobody ended the seat: each element is let through by itself.
  const chief = person('chief')
  const all = grant(chief, 'admin', { kind: 'everything' })
  const machines = await at(core.access.accessOf(chief)).client.machines.watch()
  await until<MachinesEvent>(machines[Symbol.asyncIterator](), event => event.type === 'snapshot')
  core.access.removeGrant(ownerAccess, all.id)
  core.access.removeGrant(ownerAccess, given.id)
  core.registry.update(hostIds[0] as HostId, { name: 'renamed' })
  const failed: unknown = await machines.next().catch((error: unknown) => fromCallError(error))
  expect(failed).toMatchObject({ code: 'rights.changed' })
})

test('of a host of which some machines may be seen, the stored data tells of those, and offers nothing to forget', async () => {
  fleet = await fleetCore({ hosts: 2, machinesPerHost: 3 })
  const { core, hostIds, person, grant } = fleet
  const id = person('some')
  grant(id, 'viewer', { kind: 'query', query: 'tag=web' })
  grant(id, 'viewer', { kind: 'host', hostId: hostIds[1] as HostId })
  const place = fleet.at(core.access.accessOf(id))
  const seen = [...viewOf(core, core.access.accessOf(id)).inventory.machines()].length
  expect(seen).toBe(4)
  const data = await place.client.settings.data()
  expect(data.counts).toMatchObject({ hosts: 2, machines: seen })
  expect(data.hosts.map(each => each.hostId)).toEqual([hostIds[1]])
})
