import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupFile } from '../../../shared/contract/backup.ts'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import { exists } from '../store/damage.ts'
import { storeError } from '../store/errors.ts'
import { makeFolder } from '../store/folder.ts'
import { schemaVersion } from '../store/migrate.ts'
import { future } from './contents.ts'
import { headOf } from './file.ts'

const ENDING = '.novabackup'
const PART = '.part'
/** More files than this in the folder are not looked at. */
const FILES_MAX = 2_000

/** The folder of back-ups inside the data folder; 0700. */
export function backupFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'backups')
  makeFolder(folder)
  return folder
}

/** Clears what a program that was ended in the middle of its work left; nothing that was finished has such a name. */
export function clearParts(folder: string): void {
  for (const name of readdirSync(folder)) if (name.includes(PART)) rmSync(join(folder, name), { force: true })
}

/** A name for work in progress. */
export const partOf = (path: string, what: string): string => `${path}.${what}${PART}`

/** A new back-up's path; nothing has that name. */
export function newPath(folder: string, nowMs: number, automatic: boolean): string {
  const moment = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')
  const base = `novacron-${automatic ? 'daily-' : ''}${moment}Z`
  let name = base + ENDING
  for (let count = 2; exists(join(folder, name)); count++) name = `${base}-${count}${ENDING}`
  return join(folder, name)
}

const isName = (name: string): boolean =>
  name.endsWith(ENDING) && !name.startsWith('.') && !name.includes(PART) && !/[/\\\0]/.test(name)

/** The path of a back-up in the folder; `name.unknown` for anything that is none of its plain files. */
export function pathOf(folder: string, name: string): string {
  const path = join(folder, name)
  if (isName(name) && lstatSync(path, { throwIfNoEntry: false })?.isFile()) return path
  throw new AppError('name.unknown', `There is no back-up “${name.slice(0, 100)}”.`, {
    next: 'Copy the file into the folder of back-ups first, where it is of another computer.',
    data: { folder },
  })
}

/** Every back-up in the folder with what its head says, newest first; what can't be read is told of the file. */
export async function listFiles(folder: string): Promise<BackupFile[]> {
  let names: string[]
  try {
    names = readdirSync(folder).filter(isName).slice(0, FILES_MAX)
  } catch (error) {
    throw storeError(error, folder)
  }
  const files: BackupFile[] = []
  for (const name of names) {
    const path = join(folder, name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.isFile()) files.push(await read(path, name, found))
  }
  return files.sort((a, b) => b.madeAtMs - a.madeAtMs)
}

async function read(
  path: string,
  name: string,
  { size, mtimeMs }: { size: number; mtimeMs: number },
): Promise<BackupFile> {
  try {
    const { head } = await headOf(path)
    const { madeAtMs, automatic, version, schema } = head
    const problem = schema > schemaVersion ? errorToWire(future(schema)) : null
    return { name, bytes: size, madeAtMs, automatic, version, problem }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const problem = errorToWire(error)
    return { name, bytes: size, madeAtMs: mtimeMs, automatic: false, version: null, problem }
  }
}
