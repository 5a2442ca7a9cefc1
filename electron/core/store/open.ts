import { renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import {
  checkPages,
  checkSize,
  clearSuspect,
  exists,
  isSuspect,
  markSuspect,
  setAside,
  wasInterrupted,
} from './damage.ts'
import { configure } from './configure.ts'
import { Connection } from './database.ts'
import { storeError } from './errors.ts'
import { databaseName, makeFolder, makePrivateFile } from './folder.ts'
import { checkVersion, migrate } from './migrate.ts'
import { type Rescued, rescue } from './rescue.ts'

/** How long a write waits for another program that has the database locked. */
const BUSY_MS = 1_000

/** An open database and what happened on the way. */
export interface OpenedDatabase {
  connection: Connection
  notices: string[]
  /** The last program that wrote here ended without closing. */
  interrupted: boolean
}

/**
 * Opens the folder's database, creating or migrating it as needed. Every page is checked only after
 * damage was met; after an interruption those that a start reads; otherwise none, so that opening
 * takes the same few milliseconds however much is stored. A damaged file is replaced by what could
 * be read of it and kept under a new name.
 */
export function openDatabase(folder: string): OpenedDatabase {
  makeFolder(folder)
  const path = join(folder, databaseName)
  finishReplacing(path)
  const interrupted = wasInterrupted(path)
  try {
    return { connection: openSound(path, interrupted), notices: [], interrupted }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'store.corrupt') throw error
  }
  const { kept, rescued } = replace(path)
  return { connection: openSound(path, false), notices: [notice(path, kept, rescued)], interrupted }
}

function openSound(path: string, interrupted: boolean): Connection {
  makePrivateFile(path)
  checkSize(path)
  // Read-only first: a writing connection would fold the log into a file that may not be ours to touch.
  const probe = new Connection(path, { readOnly: true, mustExist: true })
  try {
    checkVersion(probe)
  } finally {
    probe.close()
  }
  const connection = new Connection(path)
  try {
    configure(connection)
    const suspect = isSuspect(path)
    if (suspect || interrupted) checkPages(connection, suspect ? 'all' : 'start')
    migrate(connection)
    if (suspect) clearSuspect(path)
    // From here on a wait holds up everything else: whoever writes tries again later instead.
    connection.pragma(`busy_timeout = ${BUSY_MS}`)
    connection.onDamage(() => markSuspect(path))
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Builds the replacement beside the damaged file and only then swaps them; cut short, it starts over or finishes. */
function replace(path: string): { kept: string; rescued: Rescued | null } {
  const next = replacement(path)
  try {
    rmSync(next, { force: true })
    rmSync(`${next}-wal`, { force: true })
    rmSync(`${next}-shm`, { force: true })
    makePrivateFile(next)
    const rescued = rescue(path, next)
    const kept = setAside(path)
    renameSync(next, path)
    clearSuspect(path)
    return { kept, rescued }
  } catch (error) {
    throw storeError(error, path)
  }
}

/** A replacement without a database was ready when the swap was cut short. */
function finishReplacing(path: string): void {
  if (exists(path) || !exists(replacement(path))) return
  try {
    renameSync(replacement(path), path)
  } catch (error) {
    throw storeError(error, path)
  }
}

const replacement = (path: string): string => `${path}.new`

function notice(path: string, kept: string, rescued: Rescued | null): string {
  const told = `${basename(path)} was damaged and is kept as ${basename(kept)}.`
  if (!rescued) return `${told} Nothing in it could be read; sites and hosts have to be added again.`
  const carried = [
    counted(rescued.sites, 'site'),
    counted(rescued.hosts, 'host'),
    counted(rescued.machines, 'machine'),
    counted(rescued.definitions, 'definition'),
  ]
  return `${told} Carried over: ${carried.join(', ')}. What else there was is loaded anew as hosts connect.`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
