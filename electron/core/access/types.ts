import type { GrantId, GroupId, HostId, PersonId, RoleId, SessionId, SiteId } from '../../../shared/ids.ts'
import type { Decision, Grant, Group, Person, Role, Scope, Subject } from '../../../shared/models/access.ts'
import type { EffectiveRight, Holder } from '../../../shared/contract/people.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Permission } from '../../../shared/permissions.ts'

/** What a scope covers at one moment; a host or a query covers no site. */
export interface Covered {
  readonly sites: readonly SiteId[]
  readonly hosts: readonly HostId[]
  readonly machines: readonly Machine[]
}

/** What one person may do, asked at the moment of the act; the answer follows grants and inventory as they are now. */
export interface Access {
  /** Null while nobody is signed in; `id` is null where nobody has set up people yet. */
  readonly person: { readonly id: PersonId | null; readonly name: string } | null
  /** Every right over everything: nothing needs to be narrowed. */
  readonly unlimited: boolean
  /** Holds the Owner role over everything; only an Owner may touch another's. */
  readonly isOwner: boolean
  /** What is held without break-glass, where that is on: what is only lent is not given on. */
  readonly lasting?: Access | undefined
  /** The quick answer. */
  may(permission: Permission, subject: Subject): boolean
  /** As `may`, of a machine that is at hand: what lists are narrowed with. An answer may be a second old where a query moves with time. */
  mayMachine(permission: Permission, machine: Machine): boolean
  /** Holds it on at least something, or somewhere that has nothing yet. */
  mayAnywhere(permission: Permission): boolean
  /** The answer with the rule that decided, in words. */
  decide(permission: Permission, subject: Subject): Decision
  /** Rights held somewhere, parents expanded. */
  held(): Permission[]
  /** Rights held over everything, parents expanded. */
  everywhere(): Permission[]
  /** Some grant is a query whose answer moves although no machine changes. */
  readonly moves: boolean
}

/** One connection of a shell, whoever sits there. */
export interface Seat {
  readonly id: string
  readonly shell: 'desktop' | 'headless' | 'cli' | 'test'
  /** Whoever sits there now. */
  readonly access: Access
  /** The person's session; null where nobody is signed in or nobody needs to be. */
  readonly session: SessionId | null
  /** True under break-glass. */
  readonly elevated: boolean
  /**
   * Aborts when the person or their rights change, with an `AppError` (`rights.changed`, `session.ended`) as
   * reason: every open stream ends then and is opened anew by who may.
   */
  readonly epoch: AbortSignal
}

/** What the rights need to know of somebody with an account. */
export type Account = Pick<Person, 'id' | 'name' | 'displayName' | 'disabled'>

/** Who has an account; until it is told, nobody has. */
export interface AccountList {
  list(): readonly Account[]
  /** Called after any change of any account. */
  onChange(callback: () => void): () => void
}

/** Who is there now. */
export interface PresenceList {
  present(): Iterable<{ readonly access: Access }>
  /** Called after anyone came, went, or had their rights changed. */
  onPresence(callback: () => void): () => void
}

/** Break-glass: a role over everything for a while; it holds only where it is given to `accessOf`. */
export interface Elevation {
  readonly personId: PersonId
  readonly roleId: RoleId
  readonly role: string
  readonly reason: string
  readonly untilMs: number
  /** Ended before its time. */
  readonly ended: boolean
}

/** Scope of a grant as it is shown; `vanished` where its site or host is gone, so that it covers nothing. */
export interface GrantView {
  readonly grant: Grant
  readonly role: string
  readonly scope: string
  readonly vanished: boolean
  /** Every right that it gives, children included. */
  readonly permissions: readonly Permission[]
}

/** What somebody writes of a role. */
export type RoleText = Pick<Role, 'name' | 'description' | 'permissions'>

/** What of a role is changed. */
export type RoleChange = { [Key in keyof RoleText]?: RoleText[Key] | undefined }

/** A grant before it is one; without `untilMs` it is for good. */
export type NewGrant = Pick<Grant, 'subject' | 'roleId' | 'scope'> & { untilMs?: number | null | undefined }

/**
 * `core.access`: groups, roles, grants, and what follows from them. Whoever changes something is given as their
 * `Access`; `AppError` rights.denied where they would give what they don't hold themselves, or touch an Owner.
 */
export interface AccessControl {
  /** Called by the composition root when accounts exist; before that nobody has any right. */
  useAccounts(accounts: AccountList): void
  /** Called by the composition root when seats exist; before that nobody counts as present. */
  usePresence(presence: PresenceList): void

  /** What a person may do, by their grants and those of their groups as they are at each question. Nothing for an unknown or disabled person. */
  accessOf(personId: PersonId, options?: { elevation?: Elevation | null }): Access
  /**
   * After rights changed: of these people (none where only names did), or of everybody where null. Grants and
   * elevations that end by themselves and people who were removed or disabled are told too; hosts that moved to
   * another site are not: what people see follows by itself.
   */
  onChange(callback: (people: ReadonlySet<PersonId> | null) => void): () => void

  groups(): Group[]
  groupsOf(personId: PersonId): GroupId[]
  roles(): Role[]
  role(id: RoleId): Role | undefined
  grants(): Grant[]
  grantViews(): GrantView[]
  /** Those that hold for a person now, their groups' included. */
  grantsOf(personId: PersonId): GrantView[]
  isOwner(personId: PersonId): boolean
  /** Enabled people who hold the Owner role over everything for good. */
  owners(): PersonId[]

  addGroup(name: string): Group
  updateGroup(
    by: Access,
    groupId: GroupId,
    change: { name?: string | undefined; members?: PersonId[] | undefined },
  ): Group
  removeGroup(by: Access, groupId: GroupId): void
  /** Makes the person a member of exactly these groups. */
  setGroups(by: Access, personId: PersonId, groups: readonly GroupId[]): void
  addRole(by: Access, role: RoleText): Role
  updateRole(by: Access, roleId: RoleId, change: RoleChange): Role
  /** `AppError` role.used while a grant names it. */
  removeRole(by: Access, roleId: RoleId): void
  addGrant(by: Access, grant: NewGrant): Grant
  removeGrant(by: Access, grantId: GrantId): void

  /** The first Owner of a folder that has none; `AppError` setUp.done where there is one. */
  makeFirstOwner(personId: PersonId): void
  /**
   * Before an account is reset, disabled, renamed or removed: `AppError` rights.denied where the person holds more
   * than `by`; with `takesOver`, as by a reset, more than `by` holds without break-glass.
   */
  requireMayManage(by: Access, personId: PersonId, takesOver?: boolean): void
  /** Before break-glass may lend these roles to everybody: `AppError` rights.denied where one gives more than `by` holds for good. */
  requireMayLend(by: Access, roles: readonly RoleId[]): void
  /** Before an account is disabled or removed: `AppError` owner.last where no enabled Owner would be left. */
  requireOwnerWithout(personId: PersonId): void
  /** With the account, inside the same transaction: takes the person out of groups and drops their grants. */
  forgetPerson(personId: PersonId): void

  /** A role over everything for a while; whoever it is for must have been asked for reason and second factor before. */
  elevate(personId: PersonId, roleId: RoleId, untilMs: number, reason: string): Elevation
  endElevation(elevation: Elevation): void

  /**
   * Enabled people who hold the right over a site (everything where null): by grants over everything, the site or
   * one above it, or a host inside it. For the vault: who may be given a site's key.
   */
  holders(permission: Permission, siteId: SiteId | null): PersonId[]
  /** Whether somebody present may change something on the host; null where nobody is there at all. */
  mayWrite(hostId: HostId): boolean | null

  effective(personId: PersonId): EffectiveRight[]
  /** Who can do what to one object. */
  who(subject: Subject): Holder[]
  previewScope(scope: Scope): Covered
  close(): void
}
