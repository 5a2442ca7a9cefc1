import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import { ownerAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'

let fleet: FleetCore
let core: FleetCore['core']
let client: ContractClient

beforeAll(async () => {
  fleet = await fleetCore({ hosts: 1, machinesPerHost: 1 })
  core = fleet.core
  client = fleet.at(ownerAccess).client
})
afterAll(() => fleet[Symbol.asyncDispose]())

const failure = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (thrown: unknown) => fromCallError(thrown),
  )

test('whoever saves policies second undoes nothing of the first', async () => {
  const { policies: was } = await client.policies.get()
  await client.policies.set({ was, policies: { ...was, data: { ...was.data, exportMaxRows: 7 } } })
  expect(
    await failure(client.policies.set({ was, policies: { ...was, productionColour: 'violet' } })),
  ).toMatchObject({
    code: 'input.outdated',
  })
  const { policies: now } = await client.policies.get()
  expect(now).toMatchObject({ productionColour: was.productionColour, data: { exportMaxRows: 7 } })
  await client.policies.set({ was: now, policies: { ...now, productionColour: 'violet' } })
  expect((await client.policies.get()).policies).toMatchObject({
    productionColour: 'violet',
    data: { exportMaxRows: 7 },
  })
})

test('whoever saves a role second gives back no right that the first took away', async () => {
  const role = await client.people.addRole({
    name: 'Night shift',
    description: '',
    permissions: ['app.read', 'domain.operate'],
  })
  const { id: roleId, permissions: was } = role
  await client.people.updateRole({ roleId, was, permissions: ['app.read'] })
  const late = client.people.updateRole({ roleId, was, permissions: [...was, 'audit.read'] })
  expect(await failure(late)).toMatchObject({ code: 'input.outdated' })
  expect(core.access.roles().find(({ id }) => id === roleId)?.permissions).toEqual(['app.read'])
  await client.people.updateRole({ roleId, name: 'Nights' })
})

test('whoever saves a group second brings nobody back whom the first took out', async () => {
  const { id: groupId } = await client.people.addGroup({ name: 'Operators' })
  const [ann, ben] = [fleet.person('ann'), fleet.person('ben')]
  const both = [ann, ben]
  await client.people.updateGroup({ groupId, was: [], members: both })
  const was = [ben, ann]
  await client.people.updateGroup({ groupId, was, members: [ann] })
  expect(await failure(client.people.updateGroup({ groupId, was, members: both }))).toMatchObject({
    code: 'input.outdated',
  })
  const groups = [groupId]
  expect(await failure(client.people.update({ personId: ben, was: groups, groups }))).toMatchObject({
    code: 'input.outdated',
  })
  expect(core.access.groups().find(({ id }) => id === groupId)?.members).toEqual([ann])
})

test('whoever saves the options of a host, a site or all hosts second puts none of them back', async () => {
  const [hostId] = fleet.hostIds
  const siteId = fleet.site('Berlin')
  if (hostId === undefined) throw new Error('there is no host')
  const saves = [
    (more: { was: object; options: object }) => client.hosts.update({ hostId, ...more }),
    (more: { was: object; options: object }) => client.sites.update({ siteId, ...more }),
    (more: { was: object; options: object }) => client.settings.setConnectionDefaults(more),
  ]
  for (const save of saves) {
    await save({ was: {}, options: { readOnly: true } })
    expect(await failure(save({ was: {}, options: { tickMs: 5_000 } }))).toMatchObject({
      code: 'input.outdated',
    })
  }
  const held = { readOnly: true }
  expect(core.registry.get(hostId)?.options).toEqual(held)
  expect(core.registry.sites().find(({ id }) => id === siteId)?.options).toEqual(held)
  expect(core.registry.connectionDefaults).toEqual(held)
  await client.hosts.update({ hostId, name: 'renamed' })
})
