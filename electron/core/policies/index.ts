export { readPolicies } from './document.ts'
export { Policies } from './policies.ts'
