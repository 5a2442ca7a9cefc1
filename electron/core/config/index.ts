export { Config } from './config.ts'
export { exportConfig, planImport, planReset, type ConfigPlan } from './document.ts'
export { followRetention } from './retention.ts'
