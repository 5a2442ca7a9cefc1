import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { ChangesEvent, FleetOverview, SearchGroup } from '../../../shared/contract/index.ts'
import { type DomainUuid, type HostId, machineKey, type SiteId } from '../../../shared/ids.ts'
import type { FleetThing } from '../../../shared/models/access.ts'
import { permissions } from '../../../shared/permissions.ts'
import { type Core, createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { openStore } from '../store/index.ts'
import { testDraft } from '../audit/testing/log.ts'
import { fillStore, fleetUuid } from '../testing/fleet.ts'
import { limitedSeat } from '../access/testing/limited.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

let folder: string
let core: Core
let hostIds: HostId[]

function clientWithout(...denied: string[]): ContractClient {
  const caller = ownerCaller('test')
  // A parent would give back what is taken away below it.
  const isTaken = (right: string) => denied.some(each => each === right || each.startsWith(`${right}.`))
  caller.seat = limitedSeat(permissions.filter(permission => !isTaken(permission)))
  return createRouterClient(createRouter(core), { context: { caller, log: core.log } })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-fleet-'))
  const store = openStore(folder)
  hostIds = fillStore(store, { hosts: 3, machinesPerHost: 10 }).hostIds
  const pool = { name: 'default', uuid: 'u', state: 'running', type: 'dir', path: '/srv', autostart: true }
  const sizes = { persistent: true, capacityBytes: 100, allocationBytes: 95, availableBytes: 5 }
  store.resources.replace(
    hostIds[0] as HostId,
    'pool',
    [{ key: 'u', value: { ...pool, ...sizes }, xml: null }],
    5,
  )
  store.close()
  core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
})
afterAll(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The first events of a stream; it is ended then. */
async function take<T>(stream: AsyncIterable<T>, count: number, between?: () => void): Promise<T[]> {
  const events: T[] = []
  for await (const event of stream) {
    events.push(event)
    if (events.length === count) break
    between?.()
  }
  return events
}

test('the overview of a fleet that nobody has reached yet, and of one site', async () => {
  const client = clientWithout()
  const [fleet] = await take(await client.fleet.overview({ scope: { kind: 'fleet' } }), 1)
  expect(FleetOverview.parse(fleet)).toEqual(fleet)
  expect(fleet).toMatchObject({
    hostCount: 3,
    staleMachines: 30,
    phases: { disconnected: 3 },
    // What ran when it was last seen is not said to run.
    states: { running: 0, shutoff: 0 },
    capacity: { unknownHosts: 3, cpu: { usedCpus: null } },
    pools: [{ pool: 'default', stale: true }],
    top: { cpu: [], memory: [], disk: [], net: [] },
  })
  expect(fleet?.attention.map(({ kind }) => kind)).toEqual([
    'poolFull',
    'staleData',
    'staleData',
    'staleData',
  ])
  const [berlin] = fleet?.sites ?? []
  expect(berlin).toMatchObject({ name: 'Berlin', hosts: 3, machines: 30 })
  const [site] = await take(
    await client.fleet.overview({ scope: { kind: 'host', id: hostIds[1] as HostId } }),
    1,
  )
  expect(site).toMatchObject({ hostCount: 1, staleMachines: 10, pools: [], sites: [] })
})

test('what is gone is told from what never was, as far as its reader could have seen it', async () => {
  const client = clientWithout()
  const blind = clientWithout('host.read')
  const was = async (thing: FleetThing, by = client) => (await by.fleet.wasThere({ thing })).was
  const site = await client.sites.create({ name: 'Bonn', parentId: null })
  const { id: hostId } = await client.hosts.add({
    uri: 'qemu+ssh://nobody@127.0.0.1:9/system',
    name: 'spare',
  })
  const host = { kind: 'host', hostId } as const
  const place = { kind: 'site', siteId: site.id } as const
  const never = fleetUuid('never')
  expect(await was(host)).toBe(false)
  await client.sites.update({ siteId: site.id, name: 'Köln' })
  expect(await was(place)).toBe(false)
  await client.hosts.remove({ hostId })
  await client.sites.remove({ siteId: site.id })
  expect(await was(host)).toBe(true)
  expect(await was(place)).toBe(true)
  expect(await was(host, blind)).toBe(false)
  expect(await was(place, blind)).toBe(false)
  await client.hosts.remove({ hostId: never as HostId }).catch(() => 'an act that failed proves nothing')
  expect(await was({ kind: 'host', hostId: never as HostId })).toBe(false)
  expect(await was({ kind: 'site', siteId: never as SiteId })).toBe(false)
})

test('a machine that is gone is known by its versions and by what was seen of it', async () => {
  const client = clientWithout()
  const was = async (thing: FleetThing, by = client) => (await by.fleet.wasThere({ thing })).was
  const [machine] = await client.machines.list({})
  if (!machine) throw new Error('the fleet has machines')
  const key = (uuid: string) => machineKey(machine.hostId, uuid as DomainUuid)
  expect(await was({ kind: 'machine', key: machine.key })).toBe(false)
  const gone = key(fleetUuid('gone'))
  core.audit.record(testDraft({ act: 'event.undefined', result: 'seen', person: null, machine: gone }))
  expect(await was({ kind: 'machine', key: gone })).toBe(true)
  expect(await was({ kind: 'machine', key: gone }, clientWithout('domain.read'))).toBe(false)
  const kept = fleetUuid('kept') as DomainUuid
  core.store.definitions.put(machine.hostId, [{ uuid: kept, name: 'kept', xml: '<domain/>', seenAtMs: 1 }])
  expect(await was({ kind: 'machine', key: key(kept) })).toBe(true)
  expect(await was({ kind: 'machine', key: key(kept) }, clientWithout('domain.read'))).toBe(false)
  const never = key(fleetUuid('never'))
  await client.machines.operate({ action: 'start', keys: [never] }).catch(() => 'no such machine')
  expect(await was({ kind: 'machine', key: never })).toBe(false)
})

test('the overview follows what happens', async () => {
  const client = clientWithout()
  const stream = await client.fleet.overview({ scope: { kind: 'fleet' } })
  const [, second] = await take(stream, 2, () => void core.registry.createSite({ name: 'New place' }))
  expect(second?.sites.map(({ name }) => name)).toContain('New place')
})

test('the search answers what the caller may read', async () => {
  const { groups } = await clientWithout().search.run({ text: 'default', limit: 3 })
  for (const group of groups) expect(SearchGroup.parse(group)).toEqual(group)
  expect(groups.map(({ kind, hits, more }) => [kind, hits.length, more])).toEqual([
    ['machine', 3, true],
    ['pool', 1, false],
    ['xml', 3, true],
  ])
  const less = await clientWithout('storage.read').search.run({ text: 'default', limit: 3 })
  expect(less.groups.map(({ kind }) => kind)).toEqual(['machine', 'xml'])
})

test('what changed, as it changes, and since the last visit', async () => {
  const client = clientWithout()
  const [hostId] = hostIds as [HostId]
  const stream = await client.changes.watch({ sinceMs: 0 })
  const [first, second] = await take(stream, 2, () => {
    core.store.resources.replace(hostId, 'pool', [], Date.now())
  })
  for (const event of [first, second]) expect(ChangesEvent.parse(event)).toEqual(event)
  expect(first).toMatchObject({
    type: 'snapshot',
    changes: [],
    beganMs: null,
    hosts: [{ live: false }, {}, {}],
  })
  expect(second).toMatchObject({
    type: 'changed',
    changes: [{ kind: 'pool', change: 'went', subject: 'default', host: 'kvm001', afterMs: 5 }],
  })
  expect((await client.changes.list({ sinceMs: 0 })).changes).toHaveLength(1)
  expect((await clientWithout('storage.read').changes.list({ sinceMs: 0 })).changes).toEqual([])
  expect(await client.changes.visit()).toEqual({ lastVisitMs: null })
})
