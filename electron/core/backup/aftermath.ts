import { join } from 'node:path'
import { carryAuditOver } from '../audit/carry.ts'
import type { Logger } from '../log.ts'
import { Connection } from '../store/database.ts'
import type { Store } from '../store/index.ts'
import { schemaVersion } from '../store/migrate.ts'
import { type Restored, settleRestore } from './restore.ts'

/**
 * What is left to do once a restored database is open: the audit log of the time before goes on, because nobody may
 * cut it by restoring. Where the data that was here can't be read for that it is told in the log; the start goes on.
 */
export function settle(folder: string, { keptAs, name }: Restored, store: Store, log: Logger): void {
  const kept = join(folder, keptAs)
  try {
    const schema = schemaOf(kept)
    if (schema === schemaVersion) carryAuditOver(store.database, kept)
    else
      log.error(
        { schema, backup: name },
        'the audit log of before the restore is of another version and stays beside',
      )
  } catch (error) {
    log.error({ err: error, backup: name }, 'the audit log of before the restore could not be carried over')
  }
  settleRestore(folder)
}

function schemaOf(path: string): number {
  const connection = new Connection(path, { mustExist: true })
  try {
    return Number(connection.pragma('user_version'))
  } finally {
    connection.close()
  }
}
