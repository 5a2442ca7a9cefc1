import { EventPublisher } from '@orpc/server'
import { AppError } from '../../shared/errors.ts'
import type { GrantId, GroupId, PersonId, RoleId } from '../../shared/ids.ts'
import type { Credential } from '../../shared/contract/credentials.ts'
import type {
  Grant,
  Group,
  KeychainState,
  Person,
  PersonSession,
  Role,
  SessionState,
} from '../../shared/models/access.ts'
import { covers, type Permission, permissions } from '../../shared/permissions.ts'
import { credentialsOf, siteGrants } from './devPersonsData.ts'

/** Who has set up what, when the made-up core starts. */
export type PeopleScenario = 'none' | 'justMe' | 'people' | 'operator' | 'signedOut'

const id = (prefix: string, index: number) =>
  `${prefix.padEnd(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
export const personId = (index: number) => id('b0', index) as PersonId

const tops = permissions.filter(permission => !permission.includes('.'))
const builtIn = (roleId: string, name: string, description: string, held: readonly Permission[]): Role => ({
  id: roleId as RoleId,
  name,
  description,
  builtIn: true,
  permissions: [...held],
})
const reads = permissions.filter(permission => permission.endsWith('.read'))
const everyday: Permission[] = ['app.read', 'settings.own', 'export.run']
export const devRoles: readonly Role[] = [
  builtIn('owner', 'Owner', 'Everything, and the only one who can make owners.', tops),
  builtIn(
    'admin',
    'Admin',
    'Hosts, machines, people and rules.',
    tops.filter(top => top !== 'backup'),
  ),
  builtIn('operator', 'Operator', 'Runs machines; changes no definition.', [
    ...everyday,
    'host.read',
    'host.connect',
    'domain.read',
    'domain.operate',
    'console',
    'storage.read',
    'network.read',
    'metrics',
    'event',
    'task',
    'credential.use',
  ]),
  builtIn('viewer', 'Viewer', 'Sees everything of the fleet, changes nothing.', [
    ...everyday,
    'host.read',
    'domain.read',
    'storage.read',
    'network.read',
    'metrics',
    'event',
    'task.read',
  ]),
  builtIn('auditor', 'Auditor', 'Reads the fleet, the rules and the audit.', [
    ...reads,
    'settings.own',
    'audit',
  ]),
]

const day = 86_400_000
const person = (index: number, name: string, displayName: string, more: Partial<Person> = {}): Person => ({
  id: personId(index),
  name,
  displayName,
  groups: [],
  createdAtMs: Date.now() - day * 90,
  lastSeenMs: Date.now() - index * 3_700_000,
  passphraseChangedMs: Date.now() - day * 40,
  disabled: false,
  secondFactor: index % 2 === 1,
  mustChangePassphrase: false,
  isOwner: false,
  ...more,
})

/** People, secrets and who sits at the made-up core; one seat for all windows. */
export class DevPersons {
  mode: SessionState['setUp'] = 'none'
  people: Person[] = []
  groups: Group[] = []
  roles: Role[] = [...devRoles]
  grants: Grant[] = []
  credentials: Credential[] = []
  sessions: PersonSession[] = []
  keychain: KeychainState = { available: true, reason: null, remembersMe: false }
  readonly passphrases = new Map<PersonId, string>()
  recoveryKey = ''
  current: PersonId | null = null
  lockedName: string | null = null
  wrongTries = 0
  retryAtMs = 0
  elevation: SessionState['elevation'] = null
  elevatedTo: Role | null = null
  readonly bus = new EventPublisher<{ session: number; people: number; credentials: number }>({
    maxBufferedEvents: 100,
  })

  constructor(scenario: PeopleScenario = 'none') {
    if (scenario === 'none') return
    this.mode = scenario === 'justMe' ? 'justMe' : 'people'
    this.#fill()
    if (scenario !== 'signedOut') this.current = personId(scenario === 'operator' ? 2 : 1)
  }

  get me(): Person | null {
    return this.people.find(each => each.id === this.current) ?? null
  }

  /** Rights that somebody's grants come to; over everything only where `wide`. */
  rightsOf(who: PersonId | null, wide = false): Permission[] {
    if (this.mode === 'none') return [...permissions]
    const groups = this.groups.filter(group => who !== null && group.members.includes(who))
    const held = this.grants
      .filter(
        ({ subject, scope }) =>
          (subject.kind === 'person' ? subject.id === who : groups.some(group => group.id === subject.id)) &&
          (!wide || scope.kind === 'everything'),
      )
      .flatMap(grant => this.role(grant.roleId).permissions)
    const all = this.elevatedTo ? [...held, ...this.elevatedTo.permissions] : held
    return permissions.filter(permission => all.some(each => covers(each, permission)))
  }

  role(roleId: RoleId): Role {
    const found = this.roles.find(role => role.id === roleId)
    if (!found) throw new AppError('input.invalid', 'No such role.')
    return found
  }

  state(): SessionState {
    const me = this.me
    return {
      setUp: this.mode,
      person: me && {
        id: me.id,
        name: me.name,
        displayName: me.displayName,
        isOwner: me.isOwner,
        secondFactor: me.secondFactor,
        mustChangePassphrase: me.mustChangePassphrase,
      },
      lockedName: this.lockedName,
      vaultOpen: me !== null,
      keychain: this.keychain,
      permissions: this.mode === 'none' || me ? this.rightsOf(this.current) : [],
      everywhere: this.mode === 'none' || me ? this.rightsOf(this.current, true) : [],
      elevation: this.elevation,
      idleLockMs: this.mode === 'people' ? 900_000 : null,
    }
  }

  tell(): void {
    this.bus.publish('session', Date.now())
    this.bus.publish('people', Date.now())
  }

  addPerson(name: string, displayName: string, passphrase: string, more: Partial<Person> = {}): Person {
    if (this.people.some(each => each.name.toLowerCase() === name.toLowerCase()))
      throw new AppError('name.taken', `Somebody is called ${name} already.`, { next: 'Take another name.' })
    const made = person(this.people.length + 1, name, displayName, {
      id: crypto.randomUUID() as PersonId,
      lastSeenMs: null,
      secondFactor: false,
      createdAtMs: Date.now(),
      ...more,
    })
    this.people.push(made)
    this.passphrases.set(made.id, passphrase)
    return made
  }

  changePerson(who: PersonId, part: Partial<Person>): Person {
    const before = this.people.find(each => each.id === who)
    if (!before) throw new AppError('input.invalid', 'No such person.')
    const next = { ...before, ...part }
    this.people = this.people.map(each => (each.id === who ? next : each))
    return next
  }

  grant(
    subject: Grant['subject'],
    roleId: string,
    scope: Grant['scope'],
    untilMs: number | null = null,
  ): Grant {
    const made: Grant = {
      id: crypto.randomUUID() as GrantId,
      subject,
      roleId: roleId as RoleId,
      scope,
      createdAtMs: Date.now(),
      createdBy: this.me?.name ?? 'ada',
      untilMs,
    }
    this.grants.push(made)
    return made
  }

  #fill(): void {
    this.people = [
      person(1, 'ada', 'Ada Lovelace', { isOwner: true }),
      person(2, 'grace', 'Grace Hopper'),
      person(3, 'linus', 'Linus', { mustChangePassphrase: true, lastSeenMs: null, secondFactor: false }),
      person(4, 'مريم', 'مريم ميرزاخاني'),
      person(5, 'contractor', 'Somebody with a name that is far longer than any column would like it to be', {
        disabled: true,
      }),
    ]
    for (const each of this.people) this.passphrases.set(each.id, 'correct horse')
    const team: Group = {
      id: id('d0', 1) as GroupId,
      name: 'Night shift',
      members: [personId(2), personId(4)],
    }
    this.groups = [team, { id: id('d0', 2) as GroupId, name: 'Auditors', members: [] }]
    this.people = this.people.map(each => ({
      ...each,
      groups: this.groups.filter(group => group.members.includes(each.id)).map(group => group.id),
    }))
    this.grant({ kind: 'person', id: personId(1) }, 'owner', { kind: 'everything' })
    for (const [index, scope] of siteGrants.entries())
      this.grant(
        index === 0 ? { kind: 'group', id: team.id } : { kind: 'person', id: personId(index + 2) },
        index === 0 ? 'operator' : 'viewer',
        scope,
        index === 2 ? Date.now() + day : null,
      )
    this.credentials = credentialsOf()
  }
}
