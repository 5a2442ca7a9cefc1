import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { AppError } from '../../../shared/errors.ts'
import type { Connection } from './database.ts'
import { storeError } from './errors.ts'

/** SQLite's side files: they belong to the database and move with it. */
const sideFiles = ['-wal', '-shm', '-journal']

/** Tables that a start reads at once; checking them takes about 1 ms a thousand machines. */
const startTables = [
  'sites',
  'hosts',
  'host_keys',
  'settings',
  'host_facts',
  'machine_confirmations',
  'machines',
]

const marker = (path: string): string => `${path}.suspect`

/** Whether a damaged page was met while the database was last in use. */
export const isSuspect = (path: string): boolean => exists(marker(path))

/** Whether the last program that wrote here ended without closing: SQLite's log is still there. */
export const wasInterrupted = (path: string): boolean => sizeOf(`${path}-wal`) > 0

/** Leaves word for the next opening to look at every page. Gives false where even that can't be written. */
export function markSuspect(path: string): boolean {
  try {
    writeFileSync(marker(path), '', { mode: 0o600 })
    return true
  } catch {
    // The error that led here is being thrown anyway and says more; without the marker the next
    // opening still checks what it reads.
    return false
  }
}

/** Takes the word back after a check that found nothing. */
export function clearSuspect(path: string): void {
  try {
    rmSync(marker(path), { force: true })
  } catch (error) {
    throw storeError(error, path)
  }
}

/** Throws `AppError` store.corrupt when a page is damaged: of every table, or of those that a start reads. */
export function checkPages(connection: Connection, scope: 'all' | 'start'): void {
  const present = new Set(connection.column<string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`))
  const checks =
    scope === 'all'
      ? ['PRAGMA quick_check(1)']
      : startTables.filter(table => present.has(table)).map(table => `PRAGMA quick_check(${table})`)
  for (const check of checks) {
    const [answer] = connection.column<string>(check)
    if (answer !== 'ok') throw damaged(connection.path, answer ?? 'no answer')
  }
}

/** Throws store.corrupt when the file was emptied while its log still holds changes: SQLite would drop those silently. */
export function checkSize(path: string): void {
  if (sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0) throw damaged(path, 'empty, but its log is not')
}

/** Moves the database with its side files out of the way, to a name that nothing has; gives the new path. */
export function setAside(path: string, now: Date = new Date()): string {
  const base = `${path}.damaged-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  let target = base
  for (let count = 2; exists(target); count++) target = `${base}-${count}`
  try {
    // The database first: were this cut short, a log without its database is never taken for one that
    // fits (`checkSize`), while a database without its log would look sound and have lost changes.
    for (const side of ['', ...sideFiles]) {
      if (exists(path + side)) renameSync(path + side, target + side)
    }
  } catch (error) {
    throw storeError(error, path)
  }
  return target
}

function damaged(path: string, detail: string): AppError {
  return new AppError('store.corrupt', `The database ${path} is damaged (${detail.slice(0, 200)}).`, {
    next: 'Start NovaCron again: it sets the file aside, carries over what can be read and loads the rest anew.',
    data: { path },
  })
}

/** Whether something has this name. */
export const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
