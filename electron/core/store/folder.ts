import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { storeError } from './errors.ts'

/** The database's name inside the data folder. */
export const databaseName = 'novacron.sqlite'

/**
 * Creates the folder and the folders above it for their owner only (0700) when they are missing; one
 * that exists keeps its mode. Throws `AppError` store.readOnly, store.full or store.failed.
 */
export function makeFolder(folder: string): void {
  try {
    makeMissing(folder)
  } catch (error) {
    throw storeError(refusedBySystem(error, folder), join(folder, databaseName))
  }
}

/** Not by mkdir's `recursive`: that never returns where a file system answers "no such folder", as /proc does. */
function makeMissing(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  if (found) throw notAFolder(folder)
  const parent = dirname(folder)
  if (parent !== folder) makeMissing(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    // Somebody else made it meanwhile.
    if (code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    // A link that leads nowhere.
    if (code === 'EEXIST') throw notAFolder(folder)
    throw error
  }
}

/** What the system says of a folder that can't be looked at or made, in words; other errors as they are. */
function refusedBySystem(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = systemWords[code]
  if (error instanceof AppError || why === undefined) return error
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  return new AppError(
    isForbidden ? 'store.readOnly' : 'store.failed',
    `NovaCron's data folder can't be made: ${folder} ${why}.`,
    {
      next: 'Name a folder in NOVACRON_HOME that your user may write to.',
      data: { path: folder, code },
      cause: error,
    },
  )
}

const systemWords: Readonly<Record<string, string>> = {
  EACCES: 'lies where your user may not write',
  EPERM: 'lies where your user may not write',
  EROFS: 'lies on a file system that is read-only',
  ENOENT: 'lies on a file system that makes no folders',
  ENAMETOOLONG: 'has a name too long for its file system',
  ELOOP: 'is reached by links that lead in a circle',
}

function notAFolder(folder: string): AppError {
  return new AppError('store.failed', `NovaCron's data folder can't be made: ${folder} is not a folder.`, {
    next: 'Name another folder in NOVACRON_HOME, or move what is in its place away.',
    data: { path: folder },
  })
}

/**
 * Makes sure the file is its owner's only (0600), creating it empty when missing; SQLite gives its
 * side files the same mode. A file that exists is never opened here: closing it again would drop the
 * locks that this process holds on it through SQLite (POSIX locks belong to the process).
 */
export function makePrivateFile(file: string): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found) closeSync(openSync(file, 'wx', 0o600))
    else if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) chmodSync(file, 0o600)
  } catch (error) {
    throw storeError(error, file)
  }
}
