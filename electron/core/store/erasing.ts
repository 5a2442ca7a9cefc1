import type { Connection } from './database.ts'

/**
 * A durable transaction whose removed and replaced rows are zeroed in the file; the log beside it, which still has
 * the pages as they were, is folded in and cut to nothing afterwards (or, in another's transaction, after that).
 * Another program reading meanwhile puts the cut off to the next call or the closing. Copies that the file system
 * or the disk itself keeps are out of reach.
 */
export function erasing<T>(connection: Connection, work: () => T): T {
  const before = Number(connection.pragma('secure_delete'))
  connection.pragma('secure_delete = ON')
  try {
    return connection.durable(work)
  } finally {
    connection.pragma(`secure_delete = ${before}`)
    if (connection.isInTransaction) setImmediate(() => cutLog(connection))
    else cutLog(connection)
  }
}

function cutLog(connection: Connection): void {
  if (connection.isOpen && !connection.isInTransaction) connection.pragma('wal_checkpoint(TRUNCATE)')
}
