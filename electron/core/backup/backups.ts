import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { BackupContents, BackupFile, BackupState } from '../../../shared/contract/backup.ts'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { Connection } from '../store/database.ts'
import { storeError } from '../store/errors.ts'
import { databaseName } from '../store/folder.ts'
import type { Store } from '../store/index.ts'
import { schemaVersion } from '../store/migrate.ts'
import { differences, future, INSTALLATION_KEY, insideOf, inspect, type Inside } from './contents.ts'
import { headOf, keysOf, seal, unseal } from './file.ts'
import { backupFolder, clearParts, listFiles, newPath, partOf, pathOf } from './folder.ts'
import { type BackupHead, newNonce, type ReadHead } from './head.ts'
import { eraseKeys, type FileKeys, type KeyCost, newFileKeys, Recipient, recipientOf } from './keys.ts'
import { dropRestore, keptName, plannedRestore, planRestore, waitingFile } from './restore.ts'
import { compact, snapshot } from './snapshot.ts'

const SCHEDULE_KEY = 'backupSchedule'
const DAY_MS = 24 * 3_600_000
/** How often it is asked whether a daily one is due; the first time a minute after the start. */
const LOOK_MS = 15 * 60_000
const FIRST_LOOK_MS = 60_000

const Schedule = z.object({
  recipient: Recipient,
  keep: z.number().int().min(1).max(365),
  sinceMs: z.number(),
})
type Schedule = z.infer<typeof Schedule>

/** What back-ups need of the core. */
export interface BackupParts {
  /** The data folder. */
  folder: string
  store: Store
  version: string
  clock: Clock
  log: Logger
  /** What deriving a key costs; asked each time. */
  cost(): KeyCost
  /** Rejects with `passphrase.weak` for one that is not enough. */
  checkPassphrase(passphrase: string): Promise<void>
}

/** Back-ups of the program's own data: made while it works, proven by opening them, put in place at the next start. */
export class Backups {
  readonly #parts: BackupParts
  readonly #folder: string
  readonly #ending = new AbortController()
  #turn: Promise<unknown> = Promise.resolve()
  #cancelLook: (() => void) | null = null
  #problem: ReturnType<typeof errorToWire> | null = null

  /** Clears what an interrupted back-up left; throws `AppError` store.* where the folder can't be made. */
  constructor(parts: BackupParts) {
    this.#parts = parts
    this.#folder = backupFolder(parts.folder)
    clearParts(this.#folder)
  }

  /** Begins to look whether a daily one is due. */
  start(): void {
    this.#lookAfter(FIRST_LOOK_MS)
  }

  /** Everything there is and what is planned. */
  async state(): Promise<BackupState> {
    const schedule = this.#schedule()
    return {
      folder: this.#folder,
      files: await listFiles(this.#folder),
      schedule: schedule && { keep: schedule.keep, sinceMs: schedule.sinceMs, problem: this.#problem },
      pending: plannedRestore(this.#parts.folder),
    }
  }

  /** Makes one now. `passphrase.weak`, or `AppError` store.*; what was there before is untouched then. */
  async run(passphrase: string): Promise<BackupFile> {
    await this.#parts.checkPassphrase(passphrase)
    const recipient = await recipientOf(passphrase, this.#parts.cost())
    return this.#alone(() => this.#make(recipient, false))
  }

  /** What is in it, read by opening all of it. `backup.passphrase`, `backup.damaged`, `backup.future`. */
  async preview(name: string, passphrase: string): Promise<BackupContents> {
    return this.#alone(() =>
      this.#opened(name, passphrase, async (_path, head, inside) => this.#contents(head, inside)),
    )
  }

  /** Opens it whole and plans that the next start puts it in place; nothing is changed until then. */
  async restore(name: string, passphrase: string): Promise<{ keptAs: string }> {
    return this.#alone(() =>
      this.#opened(name, passphrase, async (path, head) => {
        const { folder, clock } = this.#parts
        endSessions(path)
        const keptAs = keptName(folder, clock.nowMs())
        dropRestore(folder)
        try {
          renameSync(path, waitingFile(folder))
          planRestore(folder, { name, madeAtMs: head.madeAtMs, keptAs })
        } catch (error) {
          dropRestore(folder)
          throw storeError(error, path)
        }
        return { keptAs }
      }),
    )
  }

  /** A restore that waits does not take place. */
  cancelRestore(): void {
    dropRestore(this.#parts.folder)
  }

  remove(name: string): void {
    const path = pathOf(this.#folder, name)
    try {
      rmSync(path)
    } catch (error) {
      throw storeError(error, path)
    }
  }

  /** Daily ones from now on, made to this passphrase; none where it is null. */
  async schedule(passphrase: string | null, keep: number): Promise<void> {
    const { store, clock, cost } = this.#parts
    this.#problem = null
    if (passphrase === null) {
      store.settings.set(SCHEDULE_KEY, undefined)
      return
    }
    await this.#parts.checkPassphrase(passphrase)
    const recipient = await recipientOf(passphrase, cost())
    const schedule: Schedule = { recipient, keep, sinceMs: clock.nowMs() }
    store.settings.set(SCHEDULE_KEY, schedule)
    this.#lookAfter(0)
  }

  /** Makes the daily one where it is due and lets the oldest go; tells whether it made one. Never throws: a failure is told in `state`. */
  async daily(): Promise<boolean> {
    try {
      return await this.#alone(async () => {
        const schedule = this.#schedule()
        if (!schedule || !(await this.#due(schedule))) return false
        await this.#make(schedule.recipient, true)
        await this.#rotate(schedule.keep)
        this.#problem = null
        return true
      })
    } catch (error) {
      if (this.#ending.signal.aborted) return false
      this.#problem = errorToWire(error)
      this.#parts.log.error({ err: error }, 'the daily back-up failed')
      return false
    }
  }

  /** Writes the database anew without what was deleted; answers its size before and after, bytes. */
  async compact(): Promise<{ before: number; after: number }> {
    return this.#alone(async () => {
      const path = join(this.#parts.folder, databaseName)
      const before = this.#parts.store.amounts().databaseBytes
      await compact(path, this.#ending.signal)
      return { before, after: this.#parts.store.amounts().databaseBytes }
    })
  }

  /** Ends what is under way; resolves when its files are cleared. */
  async close(): Promise<void> {
    this.#ending.abort(new AppError('cancelled', 'NovaCron is closing.'))
    this.#cancelLook?.()
    await this.#turn
  }

  #lookAfter(ms: number): void {
    this.#cancelLook?.()
    if (this.#ending.signal.aborted) return
    this.#cancelLook = this.#parts.clock.after(ms, () => {
      this.#cancelLook = null
      void this.daily().then(() => {
        if (this.#cancelLook === null) this.#lookAfter(LOOK_MS)
      })
    })
  }

  /** One piece of work at a time: they share the disk's room and the folder's names. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    try {
      await before
      this.#ending.signal.throwIfAborted()
      return await work()
    } finally {
      resolve()
    }
  }

  #schedule(): Schedule | null {
    const read = Schedule.safeParse(this.#parts.store.settings.get(SCHEDULE_KEY))
    return read.success ? read.data : null
  }

  async #due({ sinceMs }: Schedule): Promise<boolean> {
    const nowMs = this.#parts.clock.nowMs()
    const files = await listFiles(this.#folder)
    // One of the future is of a clock that was wrong then or is now: no reason to make none.
    const newest = files.find(file => file.automatic && file.problem === null && file.madeAtMs <= nowMs)
    return newest === undefined || newest.madeAtMs < sinceMs || nowMs - newest.madeAtMs >= DAY_MS
  }

  async #rotate(keep: number): Promise<void> {
    // A newer version’s too: they take the same room. What has no readable head is never automatic, and stays.
    const daily = (await listFiles(this.#folder)).filter(file => file.automatic)
    // Those of a clock that was ahead go first: as the newest they would have each new one deleted as soon as it is made.
    const nowMs = this.#parts.clock.nowMs()
    const isAhead = ({ madeAtMs }: BackupFile) => madeAtMs > nowMs
    const kept = [...daily.filter(file => !isAhead(file)), ...daily.filter(isAhead)]
    for (const { name } of kept.slice(keep)) rmSync(join(this.#folder, name), { force: true })
  }

  async #make(recipient: Recipient, automatic: boolean): Promise<BackupFile> {
    const { folder, store, clock, version } = this.#parts
    const { signal } = this.#ending
    if (store.settings.get(INSTALLATION_KEY) === undefined) store.settings.set(INSTALLATION_KEY, randomUUID())
    const madeAtMs = clock.nowMs()
    const path = newPath(this.#folder, madeAtMs, automatic)
    const [copy, sealed, proof] = [partOf(path, 'copy'), partOf(path, 'sealed'), partOf(path, 'proof')]
    const { keys, ephemeral } = newFileKeys(recipient)
    const head: BackupHead = {
      madeAtMs,
      version,
      schema: schemaVersion,
      automatic,
      salt: recipient.salt,
      cost: recipient.cost,
      ephemeral,
      nonce: newNonce(),
      compression: 'gzip',
    }
    try {
      await snapshot(join(folder, databaseName), copy, signal)
      await seal(copy, sealed, head, keys, signal)
      rmSync(copy)
      await this.#open(sealed, proof, await headOf(sealed), keys)
      renameSync(sealed, path)
      return {
        name: basename(path),
        bytes: statSync(path).size,
        madeAtMs,
        automatic,
        version,
        problem: null,
      }
    } catch (error) {
      throw storeError(error, path)
    } finally {
      eraseKeys(keys)
      for (const part of [copy, sealed, proof]) rmSync(part, { force: true })
    }
  }

  /** Opens all of it into `to` and looks at every page of what comes out. */
  async #open(from: string, to: string, read: ReadHead, keys: FileKeys): Promise<Inside> {
    read.prove(keys)
    await unseal(from, to, read, keys, this.#ending.signal)
    return (await inspect(to, this.#ending.signal)).inside
  }

  /** Runs `work` on the opened database, which is gone afterwards unless it was moved. */
  async #opened<T>(
    name: string,
    passphrase: string,
    work: (path: string, head: BackupHead, inside: Inside) => Promise<T>,
  ): Promise<T> {
    const path = pathOf(this.#folder, name)
    const read = await headOf(path)
    if (read.head.schema > schemaVersion) throw future(read.head.schema)
    const keys = await keysOf(read, passphrase)
    const opened = partOf(path, 'opened')
    try {
      return await work(opened, read.head, await this.#open(path, opened, read, keys))
    } finally {
      eraseKeys(keys)
      for (const side of ['', '-journal', '-wal', '-shm']) rmSync(opened + side, { force: true })
    }
  }

  #contents(head: BackupHead, inside: Inside): BackupContents {
    const { madeAtMs, version, schema } = head
    const now = insideOf(this.#parts.store.database)
    return { madeAtMs, version, schema, counts: inside.counts, differences: differences(head, inside, now) }
  }
}

/** Nobody is signed in by a session of that time. */
function endSessions(path: string): void {
  const connection = new Connection(path, { mustExist: true })
  try {
    connection.pragma('trusted_schema = OFF')
    const [sessions] = connection.column<number>(
      `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'sessions'`,
    )
    if (sessions === 1) connection.run('DELETE FROM sessions')
  } finally {
    connection.close()
  }
}
