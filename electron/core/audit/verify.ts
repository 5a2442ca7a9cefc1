import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { AuditVerdict } from '../../../shared/contract/audit.ts'
import { fingerprintOf } from './statements.ts'
import { type ChainFinding, type ChainOptions, verifyChain } from './verifyChain.ts'

/** Runs in the thread. Plain JavaScript in a string, so that no bundler has to know of a second entry. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const crypto = require('node:crypto')
const Sqlite = require(workerData.module)
const verifyChain = ${verifyChain.toString()}
const database = new Sqlite(workerData.path, { readonly: true, fileMustExist: true, timeout: 5000 })
try {
  parentPort.postMessage(verifyChain(database, crypto, workerData.options))
} finally {
  database.close()
}
`

/**
 * Verifies the log in the database `path` in a thread of its own (about 3 s for a million entries). Rejects with
 * the signal's reason when aborted, and with SQLite's error where the file can't be read.
 */
export async function verifyLog(
  path: string,
  options: ChainOptions,
  signal?: AbortSignal,
): Promise<AuditVerdict> {
  signal?.throwIfAborted()
  const begunMs = performance.now()
  const module = createRequire(import.meta.url).resolve('better-sqlite3')
  const worker = new Worker(program, { eval: true, workerData: { path, module, options } })
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const { root, lastHash, ...finding } = await Promise.race([answer(worker), aborted.promise])
    return {
      ...finding,
      last: finding.lastSeq === null || lastHash === null ? null : { seq: finding.lastSeq, hash: lastHash },
      signer: root === null ? '' : fingerprintOf(root),
      durationMs: performance.now() - begunMs,
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function answer(worker: Worker): Promise<ChainFinding> {
  return new Promise((resolve, reject) => {
    worker.once('message', (finding: ChainFinding) => resolve(finding))
    worker.once('error', reject)
    worker.once('exit', code =>
      reject(new Error(`The verification ended with code ${code} before it answered.`)),
    )
  })
}
