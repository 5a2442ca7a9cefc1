export { People, type PeopleParts, type SignedIn } from './people.ts'
export type * from './types.ts'
