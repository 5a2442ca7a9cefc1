export { auditActs } from '../../../shared/auditActs.ts'
