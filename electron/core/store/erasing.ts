import { AppError } from '../../../shared/errors.ts'
import type { Connection } from './database.ts'

/** When the log is tried again that somebody else was reading. */
const AGAIN_MS = 5_000

/**
 * A durable transaction whose removed and replaced rows are zeroed in the file; the log beside it, which still has
 * the pages as they were, is folded in and cut to nothing afterwards (or, in another's transaction, after that).
 * While somebody else reads the database that has to wait, without holding anything up. Copies that the file system
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

/** Closing the database cuts the log as well: a pending try keeps no process alive. */
function cutLog(connection: Connection): void {
  if (!connection.isOpen) return
  if (connection.isInTransaction || isRead(connection)) setTimeout(() => cutLog(connection), AGAIN_MS).unref()
}

/** Cuts the log at once or not at all; true where a reader still needs it. */
function isRead(connection: Connection): boolean {
  const patienceMs = Number(connection.pragma('busy_timeout'))
  connection.pragma('busy_timeout = 0')
  try {
    return Number(connection.pragma('wal_checkpoint(TRUNCATE)')) !== 0
  } catch (error) {
    // What was written is stored: a full disk or an open cursor of our own only puts the cut off.
    if (error instanceof AppError) return true
    throw error
  } finally {
    connection.pragma(`busy_timeout = ${patienceMs}`)
  }
}
