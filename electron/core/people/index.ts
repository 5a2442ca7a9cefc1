export { People, type PeopleParts } from './people.ts'
export type * from './types.ts'
