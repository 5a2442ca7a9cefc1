import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'

/**
 * SQLite's or the file system's error as what a person can do about it. Anything else (a bug) comes
 * back unchanged, and an `AppError` stays what it is.
 */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = error instanceof Sqlite.SqliteError ? error.code : 'code' in error ? String(error.code) : ''
  const data = { path, code }
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'store.full',
      `The disk that holds ${dirname(path)} is full; the last change was not stored.`,
      {
        next: 'Free some space; what was stored before is untouched and storing resumes by itself.',
        data,
        cause: error,
      },
    )
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code === 'SQLITE_CANTOPEN' ||
    code.startsWith('SQLITE_CANTOPEN_') ||
    code === 'SQLITE_PERM' ||
    code === 'EROFS' ||
    code === 'EACCES' ||
    code === 'EPERM'
  ) {
    return new AppError('store.readOnly', `NovaCron can't write to its data folder ${dirname(path)}.`, {
      next: 'Make the folder writable for your user, or name another one in NOVACRON_HOME.',
      data,
      cause: error,
    })
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new AppError('store.corrupt', `The database ${path} is damaged.`, {
      next: 'Start NovaCron again: it sets the file aside, keeps what can be read and loads the rest anew.',
      data,
      cause: error,
    })
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new AppError('store.locked', `Another program is using ${path}.`, {
      next: 'Close the other program that has this data folder open.',
      data,
      cause: error,
    })
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError('host.unknown', 'This host or site is no longer there; it was removed.', {
      data,
      cause: error,
    })
  }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('E')) {
    return new AppError('store.failed', `Reading or writing ${path} failed: ${error.message}`, {
      next: 'Check the disk and its file system; nothing that was stored is thrown away.',
      data,
      cause: error,
    })
  }
  return error
}
