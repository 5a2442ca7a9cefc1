import { expect, test } from 'vitest'
import { fromCallError } from '../../../shared/contract/client.ts'
import { CredentialId, type HostId, type MachineKey, type SiteId, TaskId } from '../../../shared/ids.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Task } from '../../../shared/models/task.ts'
import { nobodyAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import type { Access } from '../access/types.ts'
import { fleetUuid } from '../testing/fleet.ts'
import { Gate, metaOf } from './gate.ts'

const code = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'let through'
}
const id = fleetUuid('something')

/** A gate over the fleet with one task on a machine of each host, and one credential of each site. */
function gateOver(fleet: FleetCore): Gate {
  const tasks = fleet.hostIds.map((hostId, index) => ({
    id: TaskId.parse(fleetUuid(`task ${index}`)),
    key: fleet.keys.find(key => key.startsWith(hostId)) as MachineKey,
  }))
  const { core } = fleet
  return new Gate({
    ...core,
    tasks: Object.assign(Object.create(core.tasks), { list: () => tasks as Task[] }),
    credentials: Object.assign(Object.create(core.credentials), {
      siteOf: (wanted: CredentialId): SiteId | null | undefined => {
        if (wanted === CredentialId.parse(fleetUuid('fleet'))) return null
        return core.registry.sites().find(site => fleetUuid(`credential ${site.name}`) === wanted)?.id
      },
    }),
  })
}

test('a task is asked about by its machine, a credential by its site', async () => {
  await using fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const person = fleet.person('ops')
  fleet.grant(person, 'admin', { kind: 'site', siteId: fleet.site('Rack A') })
  fleet.grant(person, 'viewer', { kind: 'site', siteId: fleet.site('Lab') })
  const access = fleet.core.access.accessOf(person)
  const gate = gateOver(fleet)
  const cancel = (index: number) =>
    code(() =>
      gate.admit(access, { permission: 'task.cancel', subject: { task: 'taskId' } }, ['tasks', 'cancel'], {
        taskId: fleetUuid(`task ${index}`),
      }),
    )
  // Rack A's; Lab's may be seen and not cancelled; Berlin's is as if it were not there.
  expect([cancel(1), cancel(3), cancel(0)]).toEqual(['let through', 'rights.denied', 'name.unknown'])
  const remove = (name: string) =>
    code(() =>
      gate.admit(
        access,
        { permission: 'credential.manage', subject: { credential: 'credentialId' } },
        ['credentials', 'remove'],
        { credentialId: fleetUuid(name) },
      ),
    )
  expect(['credential Rack A', 'credential Lab', 'fleet'].map(remove)).toEqual([
    ...['let through', 'credential.unknown', 'credential.unknown'],
  ])
})

test('where something is moved to is asked about too, a field left out moves nothing', async () => {
  await using fleet = await fleetCore({ hosts: 4, machinesPerHost: 1 })
  const person = fleet.person('rack')
  fleet.grant(person, 'admin', { kind: 'site', siteId: fleet.site('Rack A') })
  const access = fleet.core.access.accessOf(person)
  const gate = gateOver(fleet)
  const [, host] = fleet.hostIds as [HostId, HostId]
  const meta = {
    permission: 'host.manage',
    subject: { host: 'hostId' },
    also: { site: 'to.siteId' },
  } as const
  const move = (to?: unknown) => code(() => gate.admit(access, meta, ['x'], { hostId: host, to }))
  expect(move()).toBe('let through')
  expect(move({ siteId: fleet.site('Rack A') })).toBe('let through')
  expect(move({ siteId: fleet.site('Berlin') })).toBe('rights.denied')
  expect(move({ siteId: fleet.site('Lab') })).toBe('name.unknown')
  expect(move({ siteId: null })).toBe('rights.denied')
})

test('nothing is open by having been forgotten, and inherited fields of an input are none', async () => {
  await using fleet = await fleetCore({ hosts: 1, machinesPerHost: 1 })
  expect(code(() => metaOf({}, ['a', 'b']))).toBe('rights.denied')
  expect(code(() => metaOf({ permission: null, subject: 'view' }, ['a']))).toBe('rights.denied')
  expect(code(() => metaOf({ permission: 'domain.fly', subject: 'view' }, ['a']))).toBe('rights.denied')
  expect(code(() => metaOf({ permission: 'host.read' }, ['a']))).toBe('rights.denied')
  const gate = gateOver(fleet)
  const read = { permission: 'host.read', subject: { host: 'hostId' } } as const
  expect(code(() => gate.admit(nobodyAccess, read, ['a'], {}))).toBe('session.required')
  const person = fleet.person('none')
  fleet.grant(person, 'viewer', { kind: 'query', query: 'name:*' })
  const access: Access = fleet.core.access.accessOf(person)
  const input = Object.create({ hostId: fleet.hostIds[0] })
  fleet.grant(person, 'viewer', { kind: 'host', hostId: fleet.hostIds[0] as HostId })
  // Left to the contract’s own check, which refuses an input without the field.
  expect(gate.admit(access, read, ['a'], input).subjects).toEqual([])
  expect(code(() => gate.admit(access, read, ['a'], { hostId: id }))).toBe('host.unknown')
})

test('a name that a hidden site has is free elsewhere, and a taken one is told as it was typed', async () => {
  await using fleet = await fleetCore({ hosts: 4, machinesPerHost: 1 })
  const person = fleet.person('rack')
  const rack = fleet.site('Rack A')
  fleet.grant(person, 'admin', { kind: 'site', siteId: rack })
  const { client } = fleet.at(fleet.core.access.accessOf(person))
  const refused = (work: Promise<unknown>) => work.catch((error: unknown) => fromCallError(error))
  expect(await client.sites.create({ name: 'Lab', parentId: rack })).toMatchObject({ name: 'Lab' })
  // Where they would meet the hidden one, the right is asked first.
  expect(await refused(client.sites.create({ name: 'Lab', parentId: null }))).toMatchObject({
    code: 'rights.denied',
  })
  const hidden = fleet.core.registry.get(fleet.hostIds[3] as HostId)?.name ?? ''
  const draft = { uri: 'test:///default', name: hidden.toUpperCase(), siteId: rack }
  const taken = await refused(client.hosts.add(draft))
  expect(taken).toMatchObject({ code: 'name.taken' })
  expect(JSON.stringify((taken as AppError).toWire())).not.toContain(hidden)
})
