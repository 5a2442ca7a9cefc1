export { Relations } from './relations.ts'
export { storageTotals } from './totals.ts'
export { sameData } from './same.ts'
