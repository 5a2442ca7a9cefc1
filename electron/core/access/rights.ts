import { randomUUID } from 'node:crypto'
import type { EffectiveRight, Holder } from '../../../shared/contract/people.ts'
import { AppError } from '../../../shared/errors.ts'
import { GrantId, GroupId, type HostId, type PersonId, RoleId, type SiteId } from '../../../shared/ids.ts'
import type { Grant, Group, Role, Scope, Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { ownerRole } from '../../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Logger } from '../log.ts'
import type { WritableDatabase } from '../store/index.ts'
import { Coverages, type CoverageSources, isVanished } from './coverage.ts'
import { Elevations } from './elevations.ts'
import { coveredBy, effectiveRights, holdersOf, mayWriteOn, requireScope, whoCan } from './explain.ts'
import {
  difference,
  GrantBook,
  knownRights,
  ownersOf,
  refuseLastOwner,
  refuseTaken,
  replaced,
  type SignedRows,
} from './grantBook.ts'
import { GrantEnds } from './grantEnds.ts'
import { expanded, Guard } from './guard.ts'
import { LivePeople } from './livePeople.ts'
import { type PlaceDirectory, Places } from './places.ts'
import { type AskedQuery, ScopeQueries } from './queries.ts'
import type { AccessData } from './tables.ts'
import type {
  Access,
  AccessControl,
  AccountList,
  Covered,
  Elevation,
  GrantView,
  NewGrant,
  PresenceList,
  RoleChange,
  RoleText,
} from './types.ts'
import { Warmer } from './warmer.ts'
import { scopeWords } from './words.ts'

/** What the rights are made from. */
export interface RightsParts {
  database: WritableDatabase
  registry: PlaceDirectory
  inventory: Pick<Inventory, 'machine' | 'machines' | 'machinesOf'>
  /** Parses and compiles; throws `AppError` query.invalid. */
  query(where: string): AskedQuery
  register: SignedRows
  clock: Clock
  log: Logger
}

/** `core.access`; see the interface. */
export class Rights implements AccessControl {
  readonly #parts: RightsParts
  readonly #sources: CoverageSources
  readonly #book: GrantBook
  readonly #guard: Guard
  readonly #people: LivePeople
  readonly #elevations: Elevations
  readonly #listeners = new Set<(people: ReadonlySet<PersonId> | null) => void>()
  readonly #warmer: Warmer
  #stopAccounts: (() => void) | null = null
  #stopPresence: (() => void) | null = null
  #presence: PresenceList | null = null
  readonly #ends: GrantEnds

  constructor(parts: RightsParts) {
    this.#parts = parts
    this.#sources = {
      places: new Places(parts.registry),
      queries: new ScopeQueries(where => parts.query(where)),
      clock: parts.clock,
      coverages: new Coverages(),
      machine: key => parts.inventory.machine(key),
    }
    this.#book = new GrantBook(parts.database, () => this.#people.accounts(), parts.register)
    this.#people = new LivePeople(this.#book, this.#sources)
    this.#guard = new Guard(this.#book, grant => isVanished(grant, this.#sources))
    this.#elevations = new Elevations(parts.clock, personId => this.#tell(new Set([personId])))
    this.#warmer = new Warmer(() => parts.inventory.machines(), parts.log)
    this.#ends = new GrantEnds({
      book: this.#book,
      clock: parts.clock,
      mayRemove: () => parts.register.canChange,
      remove: people => this.#change({}, people),
      over: people => this.#tell(people),
    })
    this.#ends.begin()
  }

  useAccounts(accounts: AccountList): void {
    this.#stopAccounts?.()
    this.#tell(this.#people.take(accounts))
    this.#stopAccounts = accounts.onChange(() => {
      const moved = this.#people.take(accounts)
      if (moved.size > 0) this.#tell(moved)
    })
  }

  usePresence(presence: PresenceList): void {
    this.#presence = presence
    this.#stopPresence?.()
    this.#stopPresence = presence.onPresence(() => {
      for (const { access } of presence.present()) this.#warmer.warm(access)
    })
  }

  accessOf(personId: PersonId, options: { elevation?: Elevation | null } = {}): Access {
    return this.#people.access(personId, options.elevation ?? null)
  }

  onChange(callback: (people: ReadonlySet<PersonId> | null) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  groups(): Group[] {
    return [...this.#book.data.groups]
  }

  groupsOf(personId: PersonId): GroupId[] {
    return this.#book.data.groups.flatMap(({ id, members }) => (members.includes(personId) ? [id] : []))
  }

  roles(): Role[] {
    return [...this.#book.data.roles]
  }

  role(id: RoleId): Role | undefined {
    return this.#book.data.roles.find(role => role.id === id)
  }

  grants(): Grant[] {
    const nowMs = this.#parts.clock.nowMs()
    return this.#book.data.grants.filter(grant => !this.#book.isOver(grant, nowMs))
  }

  grantViews(): GrantView[] {
    return this.grants().map(grant => this.#shown(grant))
  }

  grantsOf(personId: PersonId): GrantView[] {
    return this.#people.state(personId).grants.map(({ grant }) => this.#shown(grant))
  }

  isOwner(personId: PersonId): boolean {
    return ownersOf(this.#book.data, [{ id: personId }]).length > 0
  }

  owners(): PersonId[] {
    return this.#book.owners()
  }

  addGroup(name: string): Group {
    const { groups } = this.#book.data
    refuseTaken(name, groups, null)
    const group: Group = { id: GroupId.parse(randomUUID()), name, members: [] }
    this.#change({ groups: [...groups, group] }, new Set())
    return group
  }

  updateGroup(
    by: Access,
    groupId: GroupId,
    change: { name?: string | undefined; members?: PersonId[] | undefined },
  ): Group {
    const before = this.#book.group(groupId)
    const { groups } = this.#book.data
    if (change.name !== undefined) refuseTaken(change.name, groups, groupId)
    const members = [...new Set(change.members ?? before.members)]
    const moved = difference(before.members, members)
    const joined = members.filter(person => !before.members.includes(person))
    for (const person of joined) this.#people.need(person)
    if (moved.length > 0) this.#guard.group(by, groupId, joined.length > 0)
    const group: Group = { ...before, name: change.name ?? before.name, members }
    this.#change({ groups: replaced(groups, group) }, new Set(moved))
    return group
  }

  removeGroup(by: Access, groupId: GroupId): void {
    const { members } = this.#book.group(groupId)
    this.#guard.group(by, groupId, false)
    const { groups, grants } = this.#book.data
    const left = {
      groups: groups.filter(({ id }) => id !== groupId),
      grants: grants.filter(({ subject }) => subject.id !== groupId),
    }
    this.#change(left, new Set(members))
  }

  setGroups(by: Access, personId: PersonId, groups: readonly GroupId[]): void {
    const moved = difference(this.groupsOf(personId), groups)
    if (moved.length === 0) return
    for (const id of moved) {
      this.#book.group(id)
      this.#guard.group(by, id, groups.includes(id))
    }
    const next = this.#book.data.groups.map(group => {
      if (!moved.includes(group.id)) return group
      const others = group.members.filter(each => each !== personId)
      return { ...group, members: groups.includes(group.id) ? [...others, personId] : others }
    })
    this.#change({ groups: next }, new Set([personId]))
  }

  addRole(by: Access, { name, description, permissions }: RoleText): Role {
    const { roles } = this.#book.data
    const id = RoleId.parse(randomUUID())
    const role: Role = { id, name, description, builtIn: false, permissions: knownRights(permissions) }
    refuseTaken(name, roles, null)
    this.#guard.role(by, role, { kind: 'everything' })
    this.#change({ roles: [...roles, role] }, new Set())
    return role
  }

  updateRole(by: Access, roleId: RoleId, change: RoleChange): Role {
    const before = this.#book.customRole(roleId)
    const { roles, grants } = this.#book.data
    const role: Role = {
      ...before,
      name: change.name ?? before.name,
      description: change.description ?? before.description,
      permissions: knownRights(change.permissions ?? before.permissions),
    }
    refuseTaken(role.name, roles, roleId)
    this.#guard.role(by, before, { kind: 'everything' })
    this.#guard.role(by, role, { kind: 'everything' }, true)
    const people = this.#book.peopleOf(grants.filter(grant => grant.roleId === roleId))
    this.#change({ roles: replaced(roles, role) }, people)
    return role
  }

  removeRole(by: Access, roleId: RoleId): void {
    const role = this.#book.customRole(roleId)
    this.#guard.role(by, role, { kind: 'everything' })
    const { roles, grants } = this.#book.data
    const uses = grants.filter(grant => grant.roleId === roleId).length
    if (uses > 0)
      throw new AppError('role.used', `${role.name} is granted ${uses === 1 ? 'once' : `${uses} times`}.`, {
        next: 'Take these grants away first.',
        data: { roleId, grants: uses },
      })
    this.#change({ roles: roles.filter(({ id }) => id !== roleId) }, new Set())
  }

  addGrant(by: Access, { subject, roleId, scope, untilMs = null }: NewGrant): Grant {
    const role = this.#book.role(roleId)
    if (subject.kind === 'person') this.#people.need(subject.id)
    else this.#book.group(subject.id)
    requireScope(scope, this.#sources, this.#parts.query)
    const nowMs = this.#parts.clock.nowMs()
    if (untilMs !== null && untilMs <= nowMs)
      throw new AppError('input.invalid', 'This time is over already.', { data: { field: 'untilMs' } })
    this.#guard.role(by, role, scope, true)
    const createdBy = by.person?.name ?? 'NovaCron'
    const id = GrantId.parse(randomUUID())
    const grant: Grant = { id, subject, roleId, scope, createdAtMs: nowMs, createdBy, untilMs }
    this.#change({ grants: [...this.#book.data.grants, grant] }, this.#book.peopleOf([grant]))
    return grant
  }

  removeGrant(by: Access, grantId: GrantId): void {
    const grant = this.#book.grant(grantId)
    if (grant.roleId === ownerRole) this.#guard.owner(by)
    const left = this.#book.data.grants.filter(({ id }) => id !== grantId)
    this.#change({ grants: left }, this.#book.peopleOf([grant]))
  }

  makeFirstOwner(personId: PersonId): void {
    const { grants } = this.#book.data
    if (grants.some(({ roleId }) => roleId === ownerRole))
      throw new AppError('setUp.done', 'This installation has an owner already.')
    const grant: Grant = {
      id: GrantId.parse(randomUUID()),
      subject: { kind: 'person', id: personId },
      roleId: ownerRole,
      scope: { kind: 'everything' },
      createdAtMs: this.#parts.clock.nowMs(),
      createdBy: 'NovaCron',
      untilMs: null,
    }
    this.#change({ grants: [...grants, grant] }, new Set([personId]))
  }

  requireMayManage(by: Access, personId: PersonId, takesOver = false): void {
    if (by.person?.id !== personId) this.#guard.person(by, personId, takesOver)
  }

  requireMayLend(by: Access, roles: readonly RoleId[]): void {
    for (const id of roles) {
      const role = this.role(id)
      if (role) this.#guard.role(by, role, { kind: 'everything' }, true)
    }
  }

  requireOwnerWithout(personId: PersonId): void {
    const owners = this.owners()
    const left = owners.filter(id => id !== personId)
    refuseLastOwner(owners, left)
  }

  forgetPerson(personId: PersonId): void {
    const { groups, grants } = this.#book.data
    const next = groups.map(group =>
      group.members.includes(personId)
        ? { ...group, members: group.members.filter(each => each !== personId) }
        : group,
    )
    const left = grants.filter(({ subject }) => subject.id !== personId)
    this.#change({ groups: next, grants: left }, new Set([personId]))
  }

  elevate(personId: PersonId, roleId: RoleId, untilMs: number, reason: string): Elevation {
    return this.#elevations.begin(personId, this.#book.role(roleId), untilMs, reason)
  }

  endElevation(elevation: Elevation): void {
    this.#elevations.end(elevation)
  }

  holders(permission: Permission, siteId: SiteId | null): PersonId[] {
    return holdersOf(this.#people, permission, siteId, this.#sources)
  }

  mayWrite(hostId: HostId): boolean | null {
    // Nobody has set up people: whoever opens the folder is its owner.
    if (this.#people.accounts().length === 0) return true
    const present = [...(this.#presence?.present() ?? [])]
    if (present.length === 0) return null
    const machines = () => this.#parts.inventory.machinesOf(hostId)
    return present.some(({ access }) => mayWriteOn(access, hostId, machines))
  }

  effective(personId: PersonId): EffectiveRight[] {
    return effectiveRights(this.#people.state(personId).grants, this.#sources)
  }

  who(subject: Subject): Holder[] {
    return whoCan(this.#people, subject)
  }

  previewScope(scope: Scope): Covered {
    requireScope(scope, this.#sources, this.#parts.query)
    const machines = this.#parts.inventory.machines()
    return coveredBy(scope, this.#sources, machines, where => this.#parts.query(where))
  }

  close(): void {
    this.#ends.close()
    this.#stopAccounts?.()
    this.#stopPresence?.()
    this.#warmer.close()
    this.#elevations.close()
    this.#sources.places.close()
    this.#listeners.clear()
  }

  #change(next: Partial<AccessData>, people: ReadonlySet<PersonId>): void {
    // What ended while nobody was there who could sign goes with the next change.
    const isOver = this.#ends.over()
    const left = (next.grants ?? this.#book.data.grants).filter(grant => !isOver.includes(grant))
    this.#book.change({ ...next, grants: left })
    const { grants } = this.#book.data
    const texts = grants.flatMap(({ scope }) => (scope.kind === 'query' ? [scope.query] : []))
    this.#sources.queries.keep(new Set(texts))
    this.#ends.plan()
    this.#tell(people)
  }

  #shown(grant: Grant): GrantView {
    const role = this.role(grant.roleId)
    return {
      grant,
      role: role?.name ?? 'a role that is gone',
      scope: scopeWords(grant.scope, this.#sources),
      vanished: isVanished(grant, this.#sources),
      permissions: expanded(role?.permissions ?? []),
    }
  }

  #tell(people: ReadonlySet<PersonId> | null): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(people)
      } catch (error) {
        // It is granted or taken already: one listener's fault must not keep it from the others.
        this.#parts.log.error({ err: error }, 'a listener of the rights failed')
      }
    }
  }
}
