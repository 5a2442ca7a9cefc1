import { join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { Connection } from './database.ts'
import { makeFolder, makePrivateFile } from './folder.ts'

/** Held while one core owns the data folder. */
export interface FolderLock {
  readonly folder: string
  /** Lets the next one in; safe to call again. */
  close(): void
}

/**
 * Takes the data folder for this process, creating it when missing; null when another one (or this
 * one, earlier) holds it. The lock is an exclusive SQLite transaction on an empty file: the operating
 * system drops it however the process ends. Throws store.readOnly, store.full or store.failed.
 */
export function lockFolder(folder: string): FolderLock | null {
  makeFolder(folder)
  const file = join(folder, 'lock.sqlite')
  makePrivateFile(file)
  const connection = new Connection(file, { busyMs: 0 })
  try {
    // No journal file: nothing is ever written, and a full disk is no reason to refuse the lock.
    connection.pragma('journal_mode = MEMORY')
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if (error instanceof AppError && error.code === 'store.locked') return null
    throw error
  }
  return { folder, close: () => connection.close() }
}
