import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Messages kept; one is enough to know. */
const messagesKept = 20

/** Runs in the thread. Plain JavaScript in a string, so that no bundler has to know of a second entry. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const Sqlite = require(workerData.module)
const database = new Sqlite(workerData.path, { readonly: true, fileMustExist: true, timeout: 5000 })
try {
  parentPort.postMessage(database.prepare('PRAGMA quick_check(${messagesKept})').pluck().all())
} catch (error) {
  if (!/^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))) throw error
  parentPort.postMessage([error.message])
} finally {
  database.close()
}
`

/**
 * SQLite's own check of every page, off the event loop; an empty list when all is well. Rejects with
 * the signal's reason when aborted, and with SQLite's error when the check could not be made.
 */
export async function verifyPages(path: string, signal?: AbortSignal): Promise<string[]> {
  signal?.throwIfAborted()
  const module = createRequire(import.meta.url).resolve('better-sqlite3')
  const worker = new Worker(program, { eval: true, workerData: { path, module } })
  worker.unref()
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const messages = await Promise.race([answer(worker), aborted.promise])
    return messages.length === 1 && messages[0] === 'ok' ? [] : messages
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function answer(worker: Worker): Promise<string[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', (messages: string[]) => resolve(messages))
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`The check ended with code ${code} before it answered.`)))
  })
}
