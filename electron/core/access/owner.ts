import { randomUUID } from 'node:crypto'
import { permissions } from '../../../shared/permissions.ts'
import type { Access, Seat } from './types.ts'
import { plainRule } from './words.ts'

/** Every right over everything: whoever opens a folder that nobody has set up, and the tests. */
export const ownerAccess: Access = {
  person: { id: null, name: 'owner' },
  unlimited: true,
  isOwner: true,
  moves: false,
  may: () => true,
  mayMachine: () => true,
  mayAnywhere: () => true,
  decide: permission => ({
    allowed: true,
    permission,
    reason: 'Nobody has set up people here: whoever opens this data folder is its owner.',
    grant: null,
    role: 'Owner',
    nearMisses: [],
    rule: plainRule('noPeople'),
  }),
  held: () => [...permissions],
  everywhere: () => [...permissions],
}

/** No right at all: nobody is signed in. */
export const nobodyAccess: Access = {
  person: null,
  unlimited: false,
  isOwner: false,
  moves: false,
  may: () => false,
  mayMachine: () => false,
  mayAnywhere: () => false,
  decide: permission => ({
    allowed: false,
    permission,
    reason: 'Nobody is signed in here.',
    grant: null,
    role: null,
    nearMisses: [],
    rule: plainRule('nobody'),
  }),
  held: () => [],
  everywhere: () => [],
}

/** A seat that is never taken away. */
export const ownerSeat = (shell: Seat['shell']): Seat => ({
  id: randomUUID(),
  shell,
  access: ownerAccess,
  session: null,
  elevated: false,
  epoch: new AbortController().signal,
})
