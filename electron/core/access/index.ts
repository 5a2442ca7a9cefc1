export { nobodyAccess, ownerAccess, ownerSeat } from './owner.ts'
export type * from './types.ts'
