import { closeSync, openSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { storeError } from '../store/errors.ts'

/** Runs in the thread. Plain JavaScript in a string, so that no bundler has to know of a second entry. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const Sqlite = require(workerData.module)
const database = new Sqlite(workerData.path, { fileMustExist: true, timeout: 10000, readonly: workerData.target !== null })
try {
  if (workerData.target === null) {
    database.exec('VACUUM')
    database.pragma('wal_checkpoint(TRUNCATE)')
  } else database.prepare('VACUUM INTO ?').run(workerData.target)
  parentPort.postMessage({ done: true })
} catch (error) {
  parentPort.postMessage({ code: String(error.code), message: String(error.message) })
} finally {
  database.close()
}
`

type Answer = { done: true } | { code: string; message: string }

/** Vacuums a database in place or into another file, off the event's loop; rejects with `AppError` store.full, store.locked, store.corrupt … */
async function inThread(work: { path: string; target: string | null }, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const module = createRequire(import.meta.url).resolve('better-sqlite3')
  const worker = new Worker(program, { eval: true, workerData: { ...work, module } })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  worker.once('message', (answer: Answer) => resolve(answer))
  worker.once('error', reject)
  worker.once('exit', code => reject(new Error(`The thread ended with code ${code} before it answered.`)))
  try {
    const answer = await promise
    if ('done' in answer) return
    throw storeError(new Sqlite.SqliteError(answer.message, answer.code), work.target ?? work.path)
  } finally {
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

/** A complete and compact copy of the database as of one moment, made while others read and write it; `to` is new and 0600. */
export async function snapshot(path: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    // SQLite takes an empty file as it is, with its mode; of its own making it would be readable for others.
    closeSync(openSync(to, 'wx', 0o600))
    await inThread({ path, target: to }, signal)
  } catch (error) {
    rmSync(to, { force: true })
    rmSync(`${to}-journal`, { force: true })
    throw storeError(error, to)
  }
}

/** Writes the database anew without what was deleted from it; writers wait or are told `store.locked` meanwhile. */
export async function compact(path: string, signal: AbortSignal): Promise<void> {
  await inThread({ path, target: null }, signal)
}
