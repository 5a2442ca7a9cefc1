import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'

/**
 * SQLite's or the file system's error about `path` as what a person can do about it. Anything else
 * (a bug) comes back unchanged, and an `AppError` stays what it is.
 */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = error instanceof Sqlite.SqliteError ? error.code : systemCode(error)
  const data = { path, code }
  switch (kindOf(code)) {
    case 'full':
      return new AppError(
        'store.full',
        `The disk that holds ${dirname(path)} is full; the last change was not stored.`,
        {
          next: 'Free some space; what was stored before is untouched and storing resumes by itself.',
          data,
          cause: error,
        },
      )
    case 'readOnly':
      return new AppError('store.readOnly', `NovaCron can't write to its data folder ${dirname(path)}.`, {
        next: 'Make the folder and its files writable for your user, or name another one in NOVACRON_HOME.',
        data,
        cause: error,
      })
    case 'corrupt':
      return new AppError('store.corrupt', `The database ${path} is damaged.`, {
        next: 'Start NovaCron again: it sets the file aside, carries over what can be read and loads the rest anew.',
        data,
        cause: error,
      })
    case 'locked':
      return new AppError('store.locked', `Another program is using ${path}.`, {
        next: 'Close the other program that has this data folder open.',
        data,
        cause: error,
      })
    case 'orphan':
      return new AppError('host.unknown', 'The host or site is no longer there: it was removed meanwhile.', {
        data,
        cause: error,
      })
    case 'failed':
      return new AppError('store.failed', `Reading or writing ${path} failed: ${error.message}`, {
        next: 'Check the disk and its file system; what was stored before is untouched.',
        data,
        cause: error,
      })
    case null:
      return error
  }
}

/** Errno names only: `ERR_…` is Node's own and means a bug. */
function systemCode(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  return /^E[A-Z0-9]+$/.test(code) ? code : ''
}

function kindOf(code: string): 'full' | 'readOnly' | 'corrupt' | 'locked' | 'orphan' | 'failed' | null {
  switch (code) {
    case 'SQLITE_FULL':
    // The shared-memory index of the WAL could not grow: only a full disk does that.
    case 'SQLITE_IOERR_SHMSIZE':
    case 'ENOSPC':
    case 'EDQUOT':
      return 'full'
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'readOnly'
    case 'SQLITE_NOTADB':
      return 'corrupt'
    case 'SQLITE_LOCKED':
      return 'locked'
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return 'orphan'
  }
  if (code.startsWith('SQLITE_READONLY')) return 'readOnly'
  if (code.startsWith('SQLITE_CORRUPT')) return 'corrupt'
  if (code.startsWith('SQLITE_BUSY')) return 'locked'
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('E')) {
    return 'failed'
  }
  return null
}
