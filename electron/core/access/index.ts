export { enforcementOf } from './enforcement.ts'
export { nobodyAccess, ownerAccess, ownerSeat } from './owner.ts'
export { Rights, type RightsParts } from './rights.ts'
export type * from './types.ts'
