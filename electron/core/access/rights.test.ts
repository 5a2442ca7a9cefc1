import { afterEach, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { type GroupId, type PersonId, RoleId } from '../../../shared/ids.ts'
import type { Scope } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { ownerAccess } from './owner.ts'
import { everything, type FleetCore, fleetCore } from './testing/fleetCore.ts'

let fleet: FleetCore
const open = async (clock?: ManualClock) => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 6, ...(clock ? { clock } : {}) })
  return fleet
}
afterEach(async () => fleet?.[Symbol.asyncDispose]())

const code = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing was thrown'
}
const role = (id: string) => RoleId.parse(id)
const person = (id: PersonId) => ({ kind: 'person', id }) as const
const group = (id: GroupId) => ({ kind: 'group', id }) as const

test('whoever was granted nothing may do nothing', async () => {
  const { core, keys, person: add } = await open()
  const access = core.access.accessOf(add('nobody'))
  expect(access.held()).toEqual([])
  expect(access.may('app.read', { kind: 'installation' })).toBe(false)
  expect(keys.some(key => access.may('domain.read', { kind: 'machine', key }))).toBe(false)
})

test('a grant covers its scope: everything, a site with those below it, a host, what a query matches', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const machines = [...core.inventory.machines()]
  const seen = (scope: Scope) => {
    const id = add(`by ${JSON.stringify(scope)}`)
    grant(id, 'viewer', scope)
    const access = core.access.accessOf(id)
    const hosts = hostIds.map(hostId => access.may('host.read', { kind: 'host', hostId }))
    const own = machines.filter(machine => access.may('domain.read', { kind: 'machine', key: machine.key }))
    expect(own).toEqual(machines.filter(machine => access.mayMachine('domain.read', machine)))
    return { hosts, own, access }
  }
  expect(seen(everything)).toMatchObject({ hosts: [true, true, true, true], own: { length: 24 } })
  const berlin = seen({ kind: 'site', siteId: site('Berlin') })
  expect(berlin).toMatchObject({ hosts: [true, true, true, false], own: { length: 18 } })
  expect(berlin.access.may('host.read', { kind: 'site', siteId: site('Rack A') })).toBe(true)
  const rack = seen({ kind: 'site', siteId: site('Rack A') })
  expect(rack).toMatchObject({ hosts: [false, true, false, false], own: { length: 6 } })
  expect(rack.access.may('host.read', { kind: 'site', siteId: site('Berlin') })).toBe(false)
  expect(seen({ kind: 'host', hostId: hostIds[3] as never })).toMatchObject({
    hosts: [false, false, false, true],
    own: { length: 6 },
  })
  const tagged = seen({ kind: 'query', query: 'tag=web' })
  expect(tagged.hosts).toEqual([false, false, false, false])
  expect(tagged.own.map(machine => machine.tags.includes('web'))).toEqual([true, true, true, true])
  expect(tagged.access.may('domain.read', { kind: 'installation' })).toBe(false)
  expect(tagged.access.mayAnywhere('domain.read')).toBe(true)
})

test('a machine leaves and enters a query’s scope with what it is', async () => {
  const { core, person: add, grant } = await open()
  const id = add('qa')
  grant(id, 'operator', { kind: 'query', query: 'tag=qa' })
  const access = core.access.accessOf(id)
  const [machine] = core.inventory.machines()
  if (!machine) throw new Error('no machine')
  expect(access.mayMachine('domain.operate.start', machine)).toBe(false)
  expect(access.mayMachine('domain.operate.start', { ...machine, tags: ['qa'] })).toBe(true)
  expect(access.mayMachine('domain.operate.start', machine)).toBe(false)
})

test('a query on metrics or the clock is asked again', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const id = add('night watch')
  grant(id, 'viewer', { kind: 'query', query: 'uptime<1h' })
  const access = core.access.accessOf(id)
  expect(access.moves).toBe(true)
  const [first] = core.inventory.machines()
  if (!first) throw new Error('no machine')
  const fresh = { ...first, id: 3, stale: false, startedAtMs: clock.nowMs() - 1_000 }
  expect(access.mayMachine('domain.read', fresh)).toBe(true)
  clock.advance(3_600_000)
  expect(access.mayMachine('domain.read', fresh)).toBe(false)
})

test('rights come through groups and go with them; whose rights changed is told', async () => {
  const { core, person: add } = await open()
  const [ada, bob] = [add('ada'), add('bob')]
  const told: (readonly PersonId[] | null)[] = []
  core.access.onChange(people => told.push(people && [...people]))
  const ops = core.access.addGroup('Ops')
  core.access.updateGroup(ownerAccess, ops.id, { members: [ada] })
  core.access.addGrant(ownerAccess, { subject: group(ops.id), roleId: role('operator'), scope: everything })
  const access = core.access.accessOf(ada)
  expect(access.may('domain.operate.start', { kind: 'installation' })).toBe(true)
  expect(access.decide('domain.operate.start', { kind: 'installation' })).toMatchObject({
    allowed: true,
    role: 'Operator',
    reason: 'Allowed by role Operator over everything, through the group Ops.',
  })
  expect(core.access.effective(ada).find(each => each.permission === 'task.cancel')).toMatchObject({
    everywhere: true,
    by: [{ role: 'Operator', scope: 'everything', group: 'Ops' }],
  })
  core.access.setGroups(ownerAccess, bob, [ops.id])
  expect(core.access.groupsOf(bob)).toEqual([ops.id])
  core.access.removeGroup(ownerAccess, ops.id)
  expect(access.held()).toEqual([])
  expect(core.access.grants()).toEqual([])
  expect(told).toEqual([[], [ada], [ada], [bob], [ada, bob]])
})

test('a decision says which rule refuses, and what came near, and names nothing that may not be seen', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const id = add('bea')
  grant(id, 'viewer', { kind: 'site', siteId: site('Rack A') })
  grant(id, 'viewer', { kind: 'query', query: 'tag=web' })
  const access = core.access.accessOf(id)
  expect(access.decide('host.manage', { kind: 'installation' })).toMatchObject({
    allowed: false,
    reason: 'Nothing that was granted to bea gives the right “host.manage”.',
    nearMisses: [],
  })
  expect(access.decide('host.read', { kind: 'host', hostId: hostIds[3] as never })).toMatchObject({
    allowed: false,
    reason: 'bea holds the right “host.read”, but not for this host.',
    nearMisses: [
      'Role Viewer over site Berlin / Rack A does not cover this host.',
      'Role Viewer over machines that match tag=web does not cover this host.',
    ],
  })
  grant(id, 'operator', { kind: 'query', query: 'name=nothing' })
  const own = access.decide('domain.operate', { kind: 'host', hostId: hostIds[1] as never })
  expect(own.reason).toBe('bea holds the right “domain.operate”, but not for kvm002.')
})

test('a grant that ends does so by itself, also across a restart’s sleep', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const id = add('temp')
  grant(id, 'viewer', everything, clock.nowMs() + 60_000)
  const access = core.access.accessOf(id)
  const told: PersonId[] = []
  core.access.onChange(people => told.push(...(people ?? [])))
  expect(access.may('host.read', { kind: 'installation' })).toBe(true)
  clock.jumpWall(60_000)
  expect(access.may('host.read', { kind: 'installation' })).toBe(false)
  expect(core.access.grants()).toEqual([])
  clock.advance(60_000)
  expect(told).toEqual([id])
  expect(code(() => grant(id, 'viewer', everything, clock.nowMs()))).toBe('input.invalid')
})

test('a disabled person holds nothing until they are enabled again', async () => {
  const { core, person: add, grant, disable, forget } = await open()
  const id = add('cy')
  grant(id, 'admin', everything)
  const access = core.access.accessOf(id)
  disable(id)
  expect(access.held()).toEqual([])
  expect(core.access.holders('host.read', null)).toEqual([])
  disable(id, false)
  expect(access.may('host.manage', { kind: 'installation' })).toBe(true)
  forget(id)
  expect(access.held()).toEqual([])
})

test('nobody gives what they do not hold there themselves', async () => {
  const { core, site, person: add, grant } = await open()
  const [adam, eve] = [add('adam'), add('eve')]
  grant(adam, 'admin', everything)
  const admin = core.access.accessOf(adam)
  const give = (roleId: string, scope: Scope) => () =>
    core.access.addGrant(admin, { subject: person(eve), roleId: role(roleId), scope })
  expect(code(give('owner', everything))).toBe('rights.denied')
  expect(code(give('owner', { kind: 'site', siteId: site('Lab') }))).toBe('rights.denied')
  expect(code(give('operator', everything))).toBe('nothing was thrown')
  const keeper = add('keeper')
  grant(keeper, 'admin', { kind: 'site', siteId: site('Berlin') })
  const local = core.access.accessOf(keeper)
  const giveLocally = (scope: Scope) => () =>
    core.access.addGrant(local, { subject: person(eve), roleId: role('viewer'), scope })
  expect(code(giveLocally({ kind: 'site', siteId: site('Rack B') }))).toBe('nothing was thrown')
  expect(code(giveLocally({ kind: 'site', siteId: site('Lab') }))).toBe('rights.denied')
  // A query may cover any machine of the fleet.
  expect(code(giveLocally({ kind: 'query', query: 'site:Berlin' }))).toBe('rights.denied')
  const make = (permissions: Permission[]) => () =>
    core.access.addRole(admin, { name: permissions.join(), description: '', permissions })
  expect(code(make(['audit.manage']))).toBe('rights.denied')
  expect(code(make(['audit']))).toBe('rights.denied')
  expect(code(make(['domain', 'audit.read']))).toBe('nothing was thrown')
  expect(code(make(['domain.fly' as Permission]))).toBe('input.invalid')
})

test('a role that is used grows only by who holds what it gains', async () => {
  const { core, person: add, grant } = await open()
  const adam = add('adam')
  grant(adam, 'admin', everything)
  const admin = core.access.accessOf(adam)
  const made = core.access.addRole(admin, { name: 'Mine', description: '', permissions: ['host.read'] })
  grant(adam, made.id, everything)
  const grow = () => core.access.updateRole(admin, made.id, { permissions: ['backup.restore'] })
  expect(code(grow)).toBe('rights.denied')
  expect(admin.may('backup.restore', { kind: 'installation' })).toBe(false)
  core.access.updateRole(admin, made.id, { permissions: ['host'], name: 'Hosts' })
  expect(core.access.role(made.id)).toMatchObject({ name: 'Hosts', permissions: ['host'] })
  expect(code(() => core.access.removeRole(admin, made.id))).toBe('role.used')
  for (const id of ['owner', 'viewer'])
    expect(code(() => core.access.updateRole(ownerAccess, role(id), { permissions: [] }))).toBe(
      'rights.denied',
    )
  expect(code(() => core.access.addRole(admin, { name: 'VIEWER', description: '', permissions: [] }))).toBe(
    'name.taken',
  )
})

test('nobody but an Owner touches what an Owner holds, not even through a group or an account', async () => {
  const { core, person: add, grant } = await open()
  const [olga, adam] = [add('olga'), add('adam')]
  core.access.makeFirstOwner(olga)
  expect(code(() => core.access.makeFirstOwner(adam))).toBe('setUp.done')
  grant(adam, 'admin', everything)
  const admin = core.access.accessOf(adam)
  const owner = core.access.accessOf(olga)
  expect([owner.isOwner, owner.unlimited, admin.isOwner, admin.unlimited]).toEqual([true, true, false, false])
  const [grantOfOlga] = core.access.grants()
  expect(code(() => core.access.removeGrant(admin, grantOfOlga?.id as never))).toBe('rights.denied')
  expect(code(() => core.access.requireMayManage(admin, olga))).toBe('rights.denied')
  expect(code(() => core.access.requireMayManage(admin, adam))).toBe('nothing was thrown')
  const chiefs = core.access.addGroup('Chiefs')
  core.access.addGrant(owner, { subject: group(chiefs.id), roleId: role('owner'), scope: everything })
  expect(code(() => core.access.updateGroup(admin, chiefs.id, { members: [adam] }))).toBe('rights.denied')
  expect(code(() => core.access.setGroups(admin, adam, [chiefs.id]))).toBe('rights.denied')
  expect(code(() => core.access.removeGroup(admin, chiefs.id))).toBe('rights.denied')
  core.access.setGroups(owner, adam, [chiefs.id])
  expect(admin.isOwner).toBe(true)
  expect(core.access.owners()).toEqual([olga, adam])
})

test('the last enabled Owner can be neither removed, demoted nor disabled', async () => {
  const clock = new ManualClock()
  const { core, person: add, disable, grant } = await open(clock)
  const [olga, otto, bob] = [add('olga'), add('otto'), add('bob')]
  core.access.makeFirstOwner(olga)
  const owner = core.access.accessOf(olga)
  const [first] = core.access.grants()
  const demote = () => core.access.removeGrant(owner, first?.id as never)
  expect(code(demote)).toBe('owner.last')
  expect(code(() => core.access.requireOwnerWithout(olga))).toBe('owner.last')
  expect(code(() => core.access.forgetPerson(olga))).toBe('owner.last')
  // One for a while is none, nor one of a site, nor somebody who can't sign in.
  grant(bob, 'owner', everything, clock.nowMs() + 5_000)
  expect(code(demote)).toBe('owner.last')
  grant(otto, 'owner', everything)
  disable(otto)
  expect(code(demote)).toBe('owner.last')
  disable(otto, false)
  demote()
  expect(core.access.owners()).toEqual([otto])
  expect(owner.held()).toEqual([])
})

test('a grant to a site or host that is gone covers nothing and is shown as such', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const id = add('dan')
  const lab = site('Lab')
  grant(id, 'viewer', { kind: 'site', siteId: lab })
  grant(id, 'operator', { kind: 'host', hostId: hostIds[3] as never })
  const access = core.access.accessOf(id)
  expect(access.may('host.read', { kind: 'host', hostId: hostIds[3] as never })).toBe(true)
  core.registry.removeSite(lab)
  expect(access.may('audit.read', { kind: 'site', siteId: lab })).toBe(false)
  await core.registry.remove(hostIds[3] as never)
  expect(access.held()).toEqual([])
  expect(access.mayAnywhere('host.read')).toBe(false)
  expect(core.access.grantViews()).toMatchObject([
    { scope: 'a site that is gone', vanished: true },
    { scope: 'a host that is gone', vanished: true },
  ])
  expect(core.access.effective(id)).toEqual([])
  const again = (scope: Scope) => code(() => grant(id, 'viewer', scope))
  expect(again({ kind: 'site', siteId: lab })).toBe('name.unknown')
  expect(again({ kind: 'host', hostId: hostIds[3] as never })).toBe('host.unknown')
  expect(again({ kind: 'query', query: 'tag:(' })).toBe('query.invalid')
})

test('a host that moves to another site takes the rights over it along', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const id = add('rae')
  grant(id, 'viewer', { kind: 'site', siteId: site('Lab') })
  const access = core.access.accessOf(id)
  const reads = (index: number) => access.may('host.read', { kind: 'host', hostId: hostIds[index] as never })
  expect([reads(0), reads(3)]).toEqual([false, true])
  core.registry.update(hostIds[0] as never, { siteId: site('Lab') })
  core.registry.update(hostIds[3] as never, { siteId: null })
  expect([reads(0), reads(3)]).toEqual([true, false])
  core.registry.updateSite(site('Berlin'), { parentId: site('Lab') })
  expect(reads(1)).toBe(true)
})

test('break-glass holds for who was given it, until its time or its end', async () => {
  const clock = new ManualClock()
  const { core, person: add, grant } = await open(clock)
  const id = add('fay')
  grant(id, 'viewer', everything)
  const told: PersonId[] = []
  core.access.onChange(people => told.push(...(people ?? [])))
  const elevation = core.access.elevate(id, role('admin'), clock.nowMs() + 60_000, 'the disk is full')
  const elevated = core.access.accessOf(id, { elevation })
  const plain = core.access.accessOf(id)
  const may = () => [elevated, plain].map(each => each.may('host.manage', { kind: 'installation' }))
  expect(may()).toEqual([true, false])
  expect(elevated.decide('host.manage', { kind: 'installation' })).toMatchObject({
    reason: 'Allowed by role Admin (break-glass) over everything.',
    grant: null,
    role: 'Admin',
  })
  clock.advance(60_000)
  expect(may()).toEqual([false, false])
  expect([elevation.ended, told]).toEqual([true, [id]])
  const second = core.access.elevate(id, role('owner'), clock.nowMs() + 60_000, 'again')
  const again = core.access.accessOf(id, { elevation: second })
  expect(again.unlimited).toBe(true)
  core.access.endElevation(second)
  expect([again.unlimited, again.may('host.read', { kind: 'installation' })]).toEqual([false, true])
})

test('the holders of a site’s right are those over everything, over it or above it, or over a host inside', async () => {
  const { core, hostIds, site, person: add, grant } = await open()
  const by = Object.fromEntries(
    ['all', 'berlin', 'rack', 'host', 'lab', 'query', 'viewer'].map(name => [name, add(name)]),
  ) as Record<string, PersonId>
  grant(by.all as PersonId, 'operator', everything)
  grant(by.berlin as PersonId, 'operator', { kind: 'site', siteId: site('Berlin') })
  grant(by.rack as PersonId, 'operator', { kind: 'site', siteId: site('Rack A') })
  grant(by.host as PersonId, 'operator', { kind: 'host', hostId: hostIds[1] as never })
  grant(by.lab as PersonId, 'operator', { kind: 'site', siteId: site('Lab') })
  grant(by.query as PersonId, 'operator', { kind: 'query', query: 'name:*' })
  grant(by.viewer as PersonId, 'viewer', everything)
  const holders = (siteId: Parameters<typeof core.access.holders>[1]) =>
    core.access.holders('credential.use', siteId)
  expect(holders(null)).toEqual([by.all])
  expect(holders(site('Rack A'))).toEqual([by.all, by.berlin, by.rack, by.host])
  expect(holders(site('Berlin'))).toEqual([by.all, by.berlin, by.host])
})

test('who can do what, what a scope covers, and who may write to a host', async () => {
  const { core, hostIds, person: add, grant } = await open()
  const [viewer, starter] = [add('viewer'), add('starter')]
  grant(viewer, 'viewer', everything)
  grant(starter, 'operator', { kind: 'query', query: 'tag=db' })
  const db = [...core.inventory.machines()].find(machine => machine.tags.includes('db'))
  const who = core.access.who({ kind: 'machine', key: db?.key as never })
  expect(who.map(each => [each.name, each.permissions.includes('domain.operate.start')])).toEqual([
    ['viewer', false],
    ['starter', true],
  ])
  expect(core.access.previewScope({ kind: 'query', query: 'tag=db' })).toMatchObject({
    sites: [],
    hosts: [],
    machines: { length: 4 },
  })
  let present = [] as { access: ReturnType<typeof core.access.accessOf> }[]
  core.access.usePresence({ present: () => present, onPresence: () => () => undefined })
  const [host] = hostIds
  expect(core.access.mayWrite(host as never)).toBeNull()
  present = [{ access: core.access.accessOf(viewer) }]
  expect(core.access.mayWrite(host as never)).toBe(false)
  present = [...present, { access: core.access.accessOf(starter) }]
  expect(core.access.mayWrite(host as never)).toBe(true)
})

test('everything is there again after a restart, and nothing of what was taken back', async () => {
  const { core, person: add, grant } = await open()
  const id = add('gil')
  const ops = core.access.addGroup('Ops')
  core.access.updateGroup(ownerAccess, ops.id, { members: [id], name: 'Operations' })
  const made = core.access.addRole(ownerAccess, { name: 'R', description: 'd', permissions: ['host'] })
  grant(id, made.id, { kind: 'query', query: 'tag:x' })
  expect(() =>
    core.store.transaction(() => {
      core.access.addGroup('Ghosts')
      throw new Error('taken back')
    }),
  ).toThrow('taken back')
  expect(core.access.groups().map(each => each.name)).toEqual(['Operations'])
  const { readAccess } = await import('./tables.ts')
  const stored = readAccess(core.store.database)
  expect(stored.groups).toEqual(core.access.groups())
  expect(stored.roles).toEqual(core.access.roles())
  expect(stored.grants).toEqual(core.access.grants())
})
