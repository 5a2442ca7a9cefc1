import { AppError } from '../../../shared/errors.ts'
import type { GrantId, GroupId, PersonId, RoleId } from '../../../shared/ids.ts'
import { type Grant, type Group, PermissionName, type Role } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { ownerRole } from '../../../shared/roles.ts'
import type { Register } from '../register/index.ts'
import type { WritableDatabase } from '../store/index.ts'
import { type AccessData, readAccess, writeAccess } from './tables.ts'
import type { Account } from './types.ts'

/** What keeps these rows as they were signed. */
export type SignedRows = Pick<Register, 'change' | 'check' | 'canChange'>

/** What is granted, in memory as on the disk. Knows the rules that hold whoever asks; who may ask is `Rights`' affair. */
export class GrantBook {
  readonly #database: WritableDatabase
  readonly #accounts: () => readonly Account[]
  readonly #register: SignedRows
  #data: AccessData
  #generation: number
  #revision = 0
  /** Grants whose end was seen: their time is up, whatever the clock says later. */
  readonly #over = new Set<GrantId>()

  constructor(database: WritableDatabase, accounts: () => readonly Account[], register: SignedRows) {
    this.#database = database
    this.#register = register
    this.#accounts = accounts
    this.#data = readAccess(database)
    this.#generation = database.generation
  }

  /** As it is stored; read again where a transaction around a change was taken back. */
  get data(): AccessData {
    if (this.#database.generation !== this.#generation) {
      this.#register.check()
      this.#data = readAccess(this.#database)
      this.#generation = this.#database.generation
      this.#revision++
    }
    return this.#data
  }

  /** Another number whenever anything is another. */
  get revision(): number {
    void this.data
    return this.#revision
  }

  group(id: GroupId): Group {
    const found = this.data.groups.find(group => group.id === id)
    if (found) return found
    throw new AppError('name.unknown', 'This group is not there any more.', { data: { groupId: id } })
  }

  role(id: RoleId): Role {
    const found = this.data.roles.find(role => role.id === id)
    if (found) return found
    throw new AppError('name.unknown', 'This role is not there any more.', { data: { roleId: id } })
  }

  /** A role that may be changed; `rights.denied` for one that comes with the program. */
  customRole(id: RoleId): Role {
    const role = this.role(id)
    if (!role.builtIn) return role
    throw new AppError('rights.denied', `${role.name} comes with NovaCron and can’t be changed.`, {
      next: 'Make a role of your own from it.',
    })
  }

  grant(id: GrantId): Grant {
    const found = this.data.grants.find(grant => grant.id === id)
    if (found) return found
    throw new AppError('name.unknown', 'This grant is not there any more.', { data: { grantId: id } })
  }

  /** Whether its time is up; one that was is for good, also where the clock is put back. */
  isOver({ id, untilMs }: Grant, nowMs: number): boolean {
    if (untilMs === null) return false
    if (untilMs <= nowMs) this.#over.add(id)
    return this.#over.has(id)
  }

  /** Whom grants are about, through their groups too. */
  peopleOf(grants: readonly Grant[]): Set<PersonId> {
    return new Set(
      grants.flatMap(({ subject }) => {
        if (subject.kind === 'person') return [subject.id]
        return this.data.groups.find(({ id }) => id === subject.id)?.members ?? []
      }),
    )
  }

  /** Stores what is another, signed; `owner.last` where no enabled Owner would be left, `register.absent` where nobody could sign it. */
  change(next: Partial<AccessData>): void {
    const before = this.data
    const after = { ...before, ...next }
    refuseLastOwner(this.owners(before), this.owners(after))
    this.#register.change(() => writeAccess(this.#database, before, after))
    this.#data = after
    this.#generation = this.#database.generation
    this.#revision++
  }

  /** Enabled people who hold the Owner role over everything for good. */
  owners(data: AccessData = this.data): PersonId[] {
    return ownersOf(
      data,
      this.#accounts().filter(({ disabled }) => !disabled),
    )
  }
}

/** Those of the accounts that hold the Owner role over everything for good. */
export function ownersOf(data: AccessData, accounts: readonly Pick<Account, 'id'>[]): PersonId[] {
  const subjects = new Set<string>(
    data.grants.flatMap(({ roleId, scope, untilMs, subject }) =>
      roleId === ownerRole && scope.kind === 'everything' && untilMs === null ? [subject.id] : [],
    ),
  )
  const through = new Set(data.groups.flatMap(({ id, members }) => (subjects.has(id) ? members : [])))
  return accounts.flatMap(({ id }) => (subjects.has(id) || through.has(id) ? [id] : []))
}

/** `owner.last` where there was an owner and none would be left. */
export function refuseLastOwner(before: readonly PersonId[], after: readonly PersonId[]): void {
  if (before.length === 0 || after.length > 0) return
  throw new AppError('owner.last', 'This would leave nobody who owns this installation.', {
    next: 'Give somebody else the role Owner over everything first.',
  })
}

/** Refuses with `name.taken` a name that another of them has, in any case. */
export function refuseTaken(
  name: string,
  others: readonly { id: string; name: string }[],
  own: string | null,
): void {
  const wanted = name.toLowerCase()
  if (others.some(each => each.id !== own && each.name.toLowerCase() === wanted))
    throw new AppError('name.taken', `The name “${name}” is taken.`, { next: 'Choose another.' })
}

/** Each once; `input.invalid` for one that does not exist. */
export function knownRights(names: readonly Permission[]): Permission[] {
  const unknown = names.find(name => !PermissionName.safeParse(name).success)
  if (unknown === undefined) return [...new Set(names)]
  throw new AppError('input.invalid', `There is no right “${unknown}”.`, { data: { field: 'permissions' } })
}

/** Those that only one of the two has. */
export const difference = <T>(a: readonly T[], b: readonly T[]): T[] => [
  ...a.filter(each => !b.includes(each)),
  ...b.filter(each => !a.includes(each)),
]

/** The list with the one of the same id in place of what it had. */
export const replaced = <T extends { id: string }>(all: readonly T[], one: T): T[] =>
  all.map(each => (each.id === one.id ? one : each))
