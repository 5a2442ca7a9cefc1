export { settle } from './aftermath.ts'
export { Backups } from './backups.ts'
export { keyCostOf } from './passphrase.ts'
export { finishRestore, restoredWords } from './restore.ts'
