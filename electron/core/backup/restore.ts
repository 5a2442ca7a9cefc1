import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { exists } from '../store/damage.ts'
import { storeError } from '../store/errors.ts'
import { databaseName } from '../store/folder.ts'

/** SQLite's side files belong to the database and move with it. */
const sides = ['', '-wal', '-shm', '-journal'] as const

/** A restore that the next start carries out. */
export const PlannedRestore = z.object({
  /** The back-up's name. */
  name: z.string().max(300),
  madeAtMs: z.number(),
  /** What the present database will be called, in the same folder. */
  keptAs: z.string().regex(/^novacron\.sqlite\.before-[\w.-]+$/),
})
export type PlannedRestore = z.infer<typeof PlannedRestore>

const planFile = (folder: string): string => join(folder, 'restore.json')

/** The database that waits to be put in place. */
export const waitingFile = (folder: string): string => join(folder, `${databaseName}.restore`)

/** A name that nothing has. */
export function keptName(folder: string, nowMs: number): string {
  const base = `${databaseName}.before-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  let name = base
  for (let count = 2; exists(join(folder, name)); count++) name = `${base}-${count}`
  return name
}

/** The restore that waits; null where none does. One whose plan can't be read does not take place. */
export function plannedRestore(folder: string): PlannedRestore | null {
  return exists(waitingFile(folder)) ? readPlan(folder) : null
}

function readPlan(folder: string): PlannedRestore | null {
  if (!exists(planFile(folder))) return null
  try {
    return PlannedRestore.parse(JSON.parse(readFileSync(planFile(folder), 'utf8')))
  } catch {
    // Cut short while it was written: the database that waited is thrown away, nothing was restored.
    return null
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Writes the plan whole or not at all: from then on the next start restores. The waiting database is there already. */
export function planRestore(folder: string, plan: PlannedRestore): void {
  const part = `${planFile(folder)}.part`
  try {
    rmSync(part, { force: true })
    const handle = openSync(part, 'wx', 0o600)
    try {
      writeSync(handle, JSON.stringify(plan))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(part, planFile(folder))
    syncFolder(folder)
  } catch (error) {
    rmSync(part, { force: true })
    throw storeError(error, part)
  }
}

/** Takes the plan back; the plan goes first, so that a start in between restores nothing. */
export function dropRestore(folder: string): void {
  try {
    rmSync(planFile(folder), { force: true })
    for (const side of sides) rmSync(waitingFile(folder) + side, { force: true })
  } catch (error) {
    throw storeError(error, planFile(folder))
  }
}

/** Never over something: a log that stayed behind would be taken for the restored database's own. */
function moveAside(from: string, to: string): void {
  if (exists(to))
    throw new AppError('store.failed', `The restore could not begin: ${to} is there already.`, {
      next: 'Move that file away and start again, or remove restore.json to keep the data as it is.',
      data: { path: to },
    })
  renameSync(from, to)
}

/** What a restore did. */
export interface Restored {
  name: string
  madeAtMs: number
  keptAs: string
}

/**
 * Puts a waiting database in place, before anything is opened and while the folder's lock is held. Cut short at any
 * point it goes on where it was: what waits is gone only once it is in its place. Null where nothing waits; otherwise
 * the caller says `settleRestore` when it has done the rest.
 */
export function finishRestore(folder: string): Restored | null {
  const plan = readPlan(folder)
  const path = join(folder, databaseName)
  const kept = plan === null ? null : join(folder, plan.keptAs)
  if (plan === null || kept === null || (!exists(waitingFile(folder)) && !exists(kept))) {
    if (exists(planFile(folder)) || exists(waitingFile(folder))) dropRestore(folder)
    return null
  }
  // In its place already: whoever did that was cut short before it was settled.
  if (!exists(waitingFile(folder))) return plan
  try {
    // The database first: a log without its database is never taken for one that fits.
    for (const side of sides) if (exists(path + side)) moveAside(path + side, kept + side)
    syncFolder(folder)
    renameSync(waitingFile(folder), path)
    syncFolder(folder)
  } catch (error) {
    throw storeError(error, path)
  }
  return plan
}

/** All of a restore is done: the plan goes. */
export function settleRestore(folder: string): void {
  try {
    rmSync(planFile(folder), { force: true })
    syncFolder(folder)
  } catch (error) {
    throw storeError(error, planFile(folder))
  }
}

/** Said at the start after a restore. */
export const restoredWords = ({ name, keptAs }: Restored, folder: string): string =>
  `The data was restored from the back-up ${name}. What was here before is kept as ${keptAs} in ${basename(folder)}.`
