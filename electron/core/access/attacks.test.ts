import { afterEach, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { GrantId, type HostId, MachineKey, type PersonId, RoleId, type SiteId } from '../../../shared/ids.ts'
import type { Scope } from '../../../shared/models/access.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { withOwn } from '../people/narrowed.ts'
import { ownerAccess } from './owner.ts'
import { everything, type FleetCore, fleetCore } from './testing/fleetCore.ts'

let fleet: FleetCore
const open = async (clock?: ManualClock) => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 3, ...(clock ? { clock } : {}) })
  return fleet
}
afterEach(async () => fleet?.[Symbol.asyncDispose]())

const thrown = (work: () => unknown): Partial<AppError> => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  return {}
}
const role = (id: string) => RoleId.parse(id)
const person = (id: PersonId) => ({ kind: 'person', id }) as const
const installation = { kind: 'installation' } as const
const denied = { code: 'rights.denied' }

test('what break-glass lends is given to nobody: no grant, no group, no role, no account', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const [fay, eve, adam] = [add('fay'), add('eve'), add('adam')]
  grant(fay, 'operator', everything)
  grant(adam, 'admin', everything)
  const admins = core.access.addGroup('Admins')
  core.access.addGrant(ownerAccess, {
    subject: { kind: 'group', id: admins.id },
    roleId: role('admin'),
    scope: everything,
  })
  const weak = core.access.addRole(ownerAccess, { name: 'Mine', description: '', permissions: ['app.read'] })
  grant(fay, weak.id, everything)
  const elevation = core.access.elevate(fay, role('admin'), clock.nowMs() + 60_000, 'the array burns')
  const lent = withOwn(core.access.accessOf(fay, { elevation }))
  expect(lent.may('user.manage', installation)).toBe(true)
  const give = (to: PersonId, roleId: RoleId, scope: Scope = everything) =>
    thrown(() => core.access.addGrant(lent, { subject: person(to), roleId, scope }))
  const lentOnly = { ...denied, data: { why: 'lent' } }
  expect(give(fay, role('admin'))).toMatchObject(lentOnly)
  expect(give(eve, role('admin'), { kind: 'query', query: 'name:*' })).toMatchObject(lentOnly)
  expect(thrown(() => core.access.setGroups(lent, fay, [admins.id]))).toMatchObject(lentOnly)
  expect(thrown(() => core.access.updateGroup(lent, admins.id, { members: [fay] }))).toMatchObject(lentOnly)
  const grow = () => core.access.updateRole(lent, weak.id, { permissions: ['app.read', 'user'] })
  expect(thrown(grow)).toMatchObject(lentOnly)
  expect(thrown(() => core.access.requireMayManage(lent, adam, true))).toMatchObject(lentOnly)
  expect(core.access.groupsOf(fay)).toEqual([])
  // What needs doing in an emergency is done: what is held for good is given, and others are stopped.
  expect(give(eve, role('viewer'))).toEqual({})
  expect(thrown(() => core.access.requireMayManage(lent, adam))).toEqual({})
  const [ofAdam] = core.access.grantsOf(adam)
  core.access.removeGrant(lent, ofAdam?.grant.id as GrantId)
  expect(core.access.accessOf(adam).held()).toEqual([])
  clock.advance(60_000)
  expect(give(eve, role('admin'))).toMatchObject({ ...denied, data: { permission: 'app' } })
})

test('somebody whom break-glass makes an Owner makes no Owner', async () => {
  const clock = new ManualClock()
  const { core, person: add } = await open(clock)
  const [olga, fay] = [add('olga'), add('fay')]
  core.access.makeFirstOwner(olga)
  const elevation = core.access.elevate(fay, role('owner'), clock.nowMs() + 60_000, 'nobody else is here')
  const lent = core.access.accessOf(fay, { elevation })
  const make = () =>
    core.access.addGrant(lent, { subject: person(fay), roleId: role('owner'), scope: everything })
  expect(thrown(make)).toMatchObject(denied)
  expect(core.access.owners()).toEqual([olga])
})

test('a grant ends at its very millisecond, and no clock that is put back brings it again', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const [temp, other] = [add('temp'), add('other')]
  const access = core.access.accessOf(temp)
  grant(temp, 'operator', everything, clock.nowMs() + 1_000)
  const may = () => access.may('domain.operate.start', installation)
  clock.jumpWall(999)
  expect(may()).toBe(true)
  clock.jumpWall(1)
  expect(may()).toBe(false)
  clock.jumpWall(-60_000)
  expect(may()).toBe(false)
  // Whatever is granted meanwhile makes everybody's rights anew.
  grant(other, 'viewer', everything)
  expect([may(), access.held(), core.access.grantsOf(temp)]).toEqual([false, [], []])
  expect(core.access.holders('domain.operate.start', null)).not.toContain(temp)
  expect(core.access.grants().map(each => each.subject.id)).toEqual([other])
})

test('break-glass ends by the time that passed, also where the clock is put back', async () => {
  const clock = new ManualClock()
  const { core, person: add } = await open(clock)
  const fay = add('fay')
  const elevation = core.access.elevate(fay, role('admin'), clock.nowMs() + 60_000, 'the disk is full')
  const access = core.access.accessOf(fay, { elevation })
  clock.jumpWall(-3_600_000)
  clock.advance(60_000)
  expect([elevation.ended, access.may('host.manage', installation)]).toEqual([true, false])
})

test('rows of grants that name what nobody made give nothing to anybody', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const eve = add('eve')
  grant(eve, 'viewer', everything)
  const bad = (scope: string, roleId = 'owner', subject: string = eve) =>
    core.store.database.run(
      `INSERT INTO grants (id, subject_kind, subject_id, role_id, scope, created_at_ms, created_by, until_ms)
       VALUES (?, 'person', ?, ?, ?, 0, 'eve', NULL)`,
      crypto.randomUUID(),
      subject,
      roleId,
      scope,
    )
  const { readAccess } = await import('./tables.ts')
  bad('{"kind":"everything","kind":"all"}')
  bad('{"kind":"site"}')
  bad('{"kind":"query","query":""}')
  bad('["everything"]')
  expect(readAccess(core.store.database).grants).toHaveLength(1)
  core.store.database.run(
    'INSERT INTO custom_roles (id, name, description, permissions) VALUES (?, ?, ?, ?)',
    'r1',
    'Odd',
    '',
    '["domain.fly","__proto__","host.read"]',
  )
  expect(readAccess(core.store.database).roles.at(-1)).toMatchObject({ permissions: ['host.read'] })
})

test('a group is no member of a group, whatever is asked for', async () => {
  const { core, person: add } = await open()
  const [ops, all] = [core.access.addGroup('Ops'), core.access.addGroup('All')]
  const asMember = { members: [ops.id as unknown as PersonId] }
  expect(thrown(() => core.access.updateGroup(ownerAccess, all.id, asMember))).toMatchObject({
    code: 'name.unknown',
  })
  const asSubject = { kind: 'person' as const, id: ops.id as unknown as PersonId }
  expect(
    thrown(() =>
      core.access.addGrant(ownerAccess, { subject: asSubject, roleId: role('viewer'), scope: everything }),
    ),
  ).toMatchObject({ code: 'name.unknown' })
  const ada = add('ada')
  core.access.updateGroup(ownerAccess, ops.id, { members: [ada, ada] })
  expect(core.access.groups().find(({ id }) => id === ops.id)?.members).toEqual([ada])
})

test('rights over what is removed go with it, for whoever acts at that moment too', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const id = add('rae')
  const rack: SiteId = site('Rack A')
  const [, host] = hostIds as [HostId, HostId]
  grant(id, 'operator', { kind: 'site', siteId: rack })
  grant(id, 'operator', { kind: 'host', hostId: host })
  grant(id, 'operator', { kind: 'query', query: 'name:*' })
  const access = core.access.accessOf(id)
  const [machine] = core.inventory.machinesOf(host)
  if (!machine) throw new Error('no machine')
  const subject = { kind: 'machine', key: machine.key } as const
  expect(access.decide('domain.operate.start', subject)).toMatchObject({ allowed: true })
  core.registry.removeSite(rack)
  expect(access.may('credential.use', { kind: 'site', siteId: rack })).toBe(false)
  expect(core.access.holders('credential.use', rack)).not.toContain(id)
  await core.registry.remove(host)
  expect([
    access.may('host.read', { kind: 'host', hostId: host }),
    access.may('domain.read', subject),
  ]).toEqual([false, false])
  expect(access.decide('domain.operate.start', subject)).toMatchObject({
    allowed: false,
    rule: { code: 'elsewhere', what: { kind: 'machine', name: null } },
  })
  expect(access.decide('domain.operate.start', subject).rule.near.map(each => each.vanished)).toEqual([
    true,
    true,
    false,
  ])
  // One of the same key that nobody has ever seen is as unknown.
  const forged = MachineKey.parse(`${host}/00000000-0000-4000-8000-000000000000`)
  expect(access.may('domain.read', { kind: 'machine', key: forged })).toBe(false)
})

test('who held a role through a group that goes holds it no more, at the next question', async () => {
  const { core, person: add } = await open()
  const [id, eve] = [add('gil'), add('eve')]
  const ops = core.access.addGroup('Ops')
  core.access.setGroups(ownerAccess, id, [ops.id])
  const granted = core.access.addGrant(ownerAccess, {
    subject: { kind: 'group', id: ops.id },
    roleId: role('admin'),
    scope: everything,
  })
  const access = core.access.accessOf(id)
  const give = () =>
    core.access.addGrant(access, { subject: person(eve), roleId: role('viewer'), scope: everything })
  expect(thrown(give)).toEqual({})
  core.access.removeGrant(ownerAccess, granted.id)
  expect(thrown(give)).toMatchObject(denied)
  expect(thrown(() => core.access.removeGrant(ownerAccess, granted.id))).toMatchObject({
    code: 'name.unknown',
  })
  const forged = GrantId.parse(crypto.randomUUID())
  expect(thrown(() => core.access.removeGrant(ownerAccess, forged))).toMatchObject({ code: 'name.unknown' })
})
