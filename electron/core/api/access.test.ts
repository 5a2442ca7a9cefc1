import { afterEach, expect, test } from 'vitest'
import { fromCallError } from '../../../shared/contract/client.ts'
import { EffectiveRight, Holder, HostEnforcement, PeopleEvent } from '../../../shared/contract/index.ts'
import { Decision } from '../../../shared/models/access.ts'
import { ownerAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'

let fleet: FleetCore
afterEach(async () => fleet?.[Symbol.asyncDispose]())

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing failed',
    (error: unknown) => fromCallError(error),
  )

test('groups, roles and grants come whole at first and whenever something of them changed', async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const { client } = fleet.at(ownerAccess)
  const stream = (await client.people.watch())[Symbol.asyncIterator]()
  const first = PeopleEvent.parse((await stream.next()).value)
  expect(first.roles.map(role => role.id)).toEqual(['owner', 'admin', 'operator', 'viewer', 'auditor'])
  const group = await client.people.addGroup({ name: 'Ops' })
  const role = await client.people.addRole({ name: 'Starter', description: '', permissions: ['domain.read'] })
  const siteId = fleet.site('Lab')
  const grant = await client.people.addGrant({
    subject: { kind: 'group', id: group.id },
    roleId: role.id,
    scope: { kind: 'site', siteId },
  })
  await client.sites.remove({ siteId })
  for (;;) {
    const { value } = await stream.next()
    const told = PeopleEvent.parse(value)
    if (told.vanished?.includes(grant.id) !== true) continue
    expect(told).toMatchObject({ groups: [group], grants: [grant] })
    break
  }
  await stream.return?.()
  expect(await failure(client.people.removeRole({ roleId: role.id }))).toMatchObject({ code: 'role.used' })
  await client.people.removeGrant({ grantId: grant.id })
  await client.people.removeRole({ roleId: role.id })
  await client.people.updateGroup({ groupId: group.id, name: 'Operations' })
  await client.people.removeGroup({ groupId: group.id })
})

test('says why and who, of what the asker may read', async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const [id, other] = [fleet.person('ann'), fleet.person('ben')]
  fleet.grant(id, 'operator', { kind: 'site', siteId: fleet.site('Rack A') })
  const ann = fleet.at(fleet.core.access.accessOf(id)).client
  const host = (index: number) => ({ kind: 'host', hostId: fleet.hostIds[index] as never }) as const
  const why = Decision.parse(await ann.people.why({ permission: 'host.manage', subject: host(1) }))
  expect(why).toMatchObject({ allowed: false, reason: expect.stringContaining('host.manage') })
  expect(
    Decision.parse(await ann.people.why({ permission: 'host.connect', subject: host(1) })),
  ).toMatchObject({ allowed: true, role: 'Operator', grant: { roleId: 'operator' } })
  expect(await failure(ann.people.why({ permission: 'host.read', subject: host(0) }))).toMatchObject({
    code: 'host.unknown',
  })
  const ofOther = ann.people.why({ permission: 'host.read', subject: host(1), personId: other })
  expect(await failure(ofOther)).toMatchObject({ code: 'rights.denied', data: { permission: 'user.read' } })
  const { client } = fleet.at(ownerAccess)
  const who = Holder.array().parse(await client.people.who({ subject: host(1) }))
  expect(who.map(each => each.name)).toEqual(['ann'])
  const preview = await client.people.previewScope({ scope: { kind: 'site', siteId: fleet.site('Berlin') } })
  expect(preview).toMatchObject({ sites: 3, hosts: 3, machines: 6, examples: { length: 12 } })
  expect(preview.examples.slice(0, 4)).toEqual(['Berlin', 'Rack A', 'Rack B', 'kvm001'])
  expect(await failure(client.people.effective({ personId: other }))).toMatchObject({ code: 'name.unknown' })
  expect(HostEnforcement.array().parse(await client.people.enforcement())).toHaveLength(4)
  expect(EffectiveRight.array().parse(fleet.core.access.effective(id)).length).toBeGreaterThan(10)
})

test('every act and every refusal is told to the audit with the role that allowed it', async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 2 })
  const id = fleet.person('ann')
  fleet.grant(id, 'admin', { kind: 'site', siteId: fleet.site('Rack A') })
  const { client } = fleet.at(fleet.core.access.accessOf(id))
  const [first, rack] = fleet.hostIds
  await client.hosts.update({ hostId: rack as never, name: 'mine' })
  await failure(client.hosts.update({ hostId: first as never, name: 'mine too' }))
  await failure(client.settings.setConnectionDefaults({ options: {} }))
  await client.hosts.list()
  await expect
    .poll(async () => (await fleet.core.audit.list(ownerAccess, { limit: 10 })).entries)
    .toMatchObject([
      { act: 'settings.setConnectionDefaults', result: 'refused', person: 'ann', role: null },
      // What Ann is told does not exist is known here.
      { act: 'hosts.update', result: 'refused', permission: 'host.manage', object: 'Berlin / kvm001' },
      {
        act: 'hosts.update',
        result: 'done',
        person: 'ann',
        role: 'Admin',
        object: 'Berlin / Rack A / kvm002',
      },
    ])
})
