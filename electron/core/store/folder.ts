import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { storeError } from './errors.ts'

/** The database's name inside the data folder. */
export const databaseName = 'novacron.sqlite'

/**
 * Creates the folder for its owner only (0700) when it is missing; one that exists keeps its mode.
 * Throws `AppError` store.readOnly, store.full or store.failed.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw storeError(whyNoFolder(folder) ?? error, join(folder, databaseName))
  }
}

/** On a read-only file system Node's recursive mkdir says ENOENT; the nearest parent there is tells the truth. */
function whyNoFolder(folder: string): unknown {
  const parent = dirname(folder)
  if (parent === folder) return undefined
  if (!existsSync(parent)) return whyNoFolder(parent)
  try {
    accessSync(parent, constants.W_OK)
    return undefined
  } catch (error) {
    return error
  }
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
