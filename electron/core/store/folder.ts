import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { storeError } from './errors.ts'

/** The database's name inside the data folder. */
export const databaseName = 'novacron.sqlite'

/** Creates the folder for its owner only (0700) when it is missing; one that exists keeps its mode. Throws store.readOnly or store.full. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw storeError(error, join(folder, databaseName))
  }
}

/**
 * Makes sure the file is its owner's only (0600), creating it empty when missing. It never opens a
 * file that exists: closing it again would drop the locks this process holds on it through SQLite.
 */
export function makePrivateFile(file: string): void {
  try {
    if (existsSync(file)) chmodSync(file, 0o600)
    else closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    throw storeError(error, file)
  }
}
