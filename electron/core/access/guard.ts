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

/** Nobody gives, and nobody manages, more than they hold themselves. */
export class Guard {
  readonly #book: GrantBook
  readonly #isVanished: (grant: Pick<Grant, 'scope'>) => boolean

  constructor(book: GrantBook, isVanished: (grant: Pick<Grant, 'scope'>) => boolean) {
    this.#book = book
    this.#isVanished = isVanished
  }

  /** `rights.denied` where `by` does not hold all of the role over the scope, or the role is the Owner's and they are none. */
  role(by: Access, { id, name, permissions }: Pick<Role, 'id' | 'name' | 'permissions'>, scope: Scope): void {
    if (id === ownerRole) this.owner(by)
    const missing = expanded(permissions).find(each => !by.may(each, subjectOf(scope)))
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

  /** What a group was granted, before somebody joins it or leaves it. */
  group(by: Access, groupId: GroupId): void {
    this.#all(by, grant => grant.subject.kind === 'group' && grant.subject.id === groupId)
  }

  /** What a person holds, before somebody takes over their account. */
  person(by: Access, personId: PersonId): void {
    const groups = new Set<string>(
      this.#book.data.groups.flatMap(({ id, members }) => (members.includes(personId) ? [id] : [])),
    )
    this.#all(by, ({ subject }) =>
      subject.kind === 'person' ? subject.id === personId : groups.has(subject.id),
    )
  }

  #all(by: Access, concerns: (grant: Grant) => boolean): void {
    for (const grant of this.#book.data.grants) {
      if (!concerns(grant) || (grant.roleId !== ownerRole && this.#isVanished(grant))) continue
      const role = this.#book.data.roles.find(({ id }) => id === grant.roleId)
      if (role) this.role(by, role, grant.scope)
    }
  }
}
