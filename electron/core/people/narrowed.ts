import { covers, type Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'

/** What somebody may do who must first choose a passphrase of their own or set up a second factor. */
const left: readonly Permission[] = ['app.read', 'settings.own']

const isLeft = (permission: Permission): boolean => left.some(held => covers(held, permission))

/** A person's access until they have done what is asked of them first: nothing but their own account. */
export function narrowed(whole: Access, why: string): Access {
  const may = (permission: Permission) => isLeft(permission) && whole.mayAnywhere(permission)
  return {
    person: whole.person,
    unlimited: false,
    isOwner: false,
    moves: false,
    may: (permission, subject) => isLeft(permission) && whole.may(permission, subject),
    mayMachine: (permission, machine) => isLeft(permission) && whole.mayMachine(permission, machine),
    mayAnywhere: may,
    decide: (permission, subject) =>
      isLeft(permission)
        ? whole.decide(permission, subject)
        : { allowed: false, permission, reason: why, grant: null, role: null, nearMisses: [] },
    held: () => whole.held().filter(isLeft),
    everywhere: () => whole.everywhere().filter(isLeft),
  }
}
