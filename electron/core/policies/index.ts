export { zoneAt } from './zone.ts'
export {
  type ActFacts,
  type ActMachine,
  actRule,
  refuseAct,
  refuseExport,
} from './acts.ts'
export { readPolicies } from './document.ts'
export { policyEffects } from './effects.ts'
export { forbiddenUntil, momentWords } from './hours.ts'
export { Policies } from './policies.ts'
