import { covers, type Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'
import { plainRule } from '../access/words.ts'

/** What everybody with an account holds: the window itself, and their own account. */
const own: readonly Permission[] = ['app.read', 'settings.own']

const isOwn = (permission: Permission): boolean => own.some(held => covers(held, permission))

/** A person's access by their grants, with what needs none. */
export function withOwn(granted: Access): Access {
  const decision = (permission: Permission) => ({
    allowed: true,
    permission,
    reason: 'Everybody with an account here may do this with what is their own.',
    grant: null,
    role: null,
    nearMisses: [],
    rule: plainRule('ownAccount'),
  })
  return {
    get person() {
      return granted.person
    },
    get unlimited() {
      return granted.unlimited
    },
    get isOwner() {
      return granted.isOwner
    },
    get lasting() {
      return granted.lasting && withOwn(granted.lasting)
    },
    get moves() {
      return granted.moves
    },
    may: (permission, subject) => isOwn(permission) || granted.may(permission, subject),
    mayMachine: (permission, machine) => granted.mayMachine(permission, machine),
    mayAnywhere: permission => isOwn(permission) || granted.mayAnywhere(permission),
    decide: (permission, subject) =>
      isOwn(permission) ? decision(permission) : granted.decide(permission, subject),
    held: () => [...new Set([...own, ...granted.held()])],
    everywhere: () => [...new Set([...own, ...granted.everywhere()])],
  }
}

/** A person's access until they have done what is asked of them first: nothing but their own account. */
export function narrowed(whole: Access, why: string): Access {
  return {
    get person() {
      return whole.person
    },
    unlimited: false,
    isOwner: false,
    moves: false,
    may: isOwn,
    mayMachine: () => false,
    mayAnywhere: isOwn,
    decide: (permission, subject) =>
      isOwn(permission)
        ? whole.decide(permission, subject)
        : {
            ...{ allowed: false, permission, reason: why, grant: null, role: null, nearMisses: [] },
            rule: plainRule('mustFirst'),
          },
    held: () => [...own],
    everywhere: () => [...own],
  }
}
