import { AppError } from '../../../shared/errors.ts'
import type { GroupId, PersonId } from '../../../shared/ids.ts'
import type { Grant, Role, Scope, Subject } from '../../../shared/models/access.ts'
import { covers, type Permission, permissions } from '../../../shared/permissions.ts'
import { ownerRole } from '../../../shared/roles.ts'
import type { GrantBook } from './grantBook.ts'
import type { Access } from './types.ts'

/** Every right that a role gives, children included. */
export const expanded = (held: readonly Permission[]): Permission[] =>
  permissions.filter(each => held.some(parent => covers(parent, each)))

/** What somebody must hold a right over to give it over a scope; a query may cover any machine. */
function subjectOf(scope: Scope): Subject {
  if (scope.kind === 'site') return { kind: 'site', siteId: scope.siteId }
  if (scope.kind === 'host') return { kind: 'host', hostId: scope.hostId }
  return { kind: 'installation' }
}

const lentOnly = (permission: Permission | null): AppError =>
  new AppError('rights.denied', 'Break-glass only lends this: it can’t be given on.', {
    next: 'Ask somebody who holds it for good.',
    data: { why: 'lent', ...(permission === null ? {} : { permission }) },
  })

/** Nobody gives, and nobody manages, more than they hold themselves. */
export class Guard {
  readonly #book: GrantBook
  readonly #isVanished: (grant: Pick<Grant, 'scope'>) => boolean

  constructor(book: GrantBook, isVanished: (grant: Pick<Grant, 'scope'>) => boolean) {
    this.#book = book
    this.#isVanished = isVanished
  }

  /**
   * `rights.denied` where `by` does not hold all of the role over the scope, or the role is the Owner's and they are
   * none. Where it `gives` the role to somebody, what break-glass lends does not count: it would stay.
   */
  role(
    by: Access,
    { id, name, permissions }: Pick<Role, 'id' | 'name' | 'permissions'>,
    scope: Scope,
    gives = false,
  ): void {
    const subject = subjectOf(scope)
    const missing = expanded(permissions).find(each => !by.may(each, subject))
    const { lasting } = by
    if (gives && lasting !== undefined && missing === undefined) {
      const lent = expanded(permissions).find(each => !lasting.may(each, subject))
      if (lent !== undefined || (id === ownerRole && !lasting.isOwner)) throw lentOnly(lent ?? null)
    }
    if (id === ownerRole) this.owner(by)
    if (missing === undefined) return
    throw new AppError('rights.denied', `You don’t hold “${missing}” there yourself, which ${name} gives.`, {
      next: 'Ask somebody who holds it.',
      data: { permission: missing },
    })
  }

  /** `rights.denied` where `by` is not an Owner. */
  owner(by: Access): void {
    if (by.isOwner) return
    throw new AppError('rights.denied', 'Only an Owner may touch what an Owner holds.', {
      next: 'Ask an owner of this installation.',
      data: { role: 'Owner' },
    })
  }

  /** What a group was granted, before somebody joins it (which `gives` it to them) or leaves it. */
  group(by: Access, groupId: GroupId, gives: boolean): void {
    this.#all(by, gives, grant => grant.subject.kind === 'group' && grant.subject.id === groupId)
  }

  /** What a person holds, before somebody changes their account, or `takesOver` it. */
  person(by: Access, personId: PersonId, takesOver: boolean): void {
    const groups = new Set<string>(
      this.#book.data.groups.flatMap(({ id, members }) => (members.includes(personId) ? [id] : [])),
    )
    this.#all(by, takesOver, ({ subject }) =>
      subject.kind === 'person' ? subject.id === personId : groups.has(subject.id),
    )
  }

  #all(by: Access, gives: boolean, concerns: (grant: Grant) => boolean): void {
    for (const grant of this.#book.data.grants) {
      if (!concerns(grant) || (grant.roleId !== ownerRole && this.#isVanished(grant))) continue
      const role = this.#book.data.roles.find(({ id }) => id === grant.roleId)
      if (role) this.role(by, role, grant.scope, gives)
    }
  }
}
