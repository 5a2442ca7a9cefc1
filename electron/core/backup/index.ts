export { Backups } from './backups.ts'
export { checkLength, keyCostOf } from './passphrase.ts'
export { finishRestore, restoredWords } from './restore.ts'
