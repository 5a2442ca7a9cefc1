import { covers, type Permission, permissions } from '../../../../shared/permissions.ts'
import { ownerSeat } from '../owner.ts'
import type { Access, Seat } from '../types.ts'
import { plainRule } from '../words.ts'

/** Somebody who holds these rights over everything and no others. */
export function limitedAccess(held: readonly Permission[]): Access {
  const all = permissions.filter(each => held.some(parent => covers(parent, each)))
  const may = (permission: Permission): boolean => all.includes(permission)
  return {
    person: { id: null, name: 'limited' },
    unlimited: false,
    isOwner: false,
    moves: false,
    may,
    mayMachine: may,
    mayAnywhere: may,
    decide: permission => ({
      allowed: may(permission),
      permission,
      reason: may(permission) ? 'Given by the test.' : 'Not given by the test.',
      grant: null,
      role: null,
      nearMisses: [],
      rule: plainRule(may(permission) ? 'granted' : 'notGranted', 'limited'),
    }),
    held: () => [...all],
    everywhere: () => [...all],
  }
}

/** A test's seat of somebody who holds only these rights. */
export const limitedSeat = (held: readonly Permission[]): Seat => ({
  ...ownerSeat('test'),
  access: limitedAccess(held),
})
