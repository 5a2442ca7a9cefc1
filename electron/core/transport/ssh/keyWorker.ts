import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { type Signer, unlockKey } from './keyFile.ts'

/** Opens the key and hands it back in a form that needs no slow derivation; runs in the worker. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { utils } = require(workerData.ssh2)
const parsed = utils.parseKey(workerData.text, workerData.passphrase)
const key = Array.isArray(parsed) ? parsed[0] : parsed
parentPort.postMessage(key instanceof Error || !key.isPrivateKey() ? null : key.getPrivatePEM())
`

/**
 * Like `unlockKey`, beside the event loop: OpenSSH's own encrypted form takes most of a second of
 * computing on purpose. Null for a wrong passphrase.
 */
export async function unlockAside(
  text: string,
  passphrase: string,
): Promise<(Signer & { blob: Buffer }) | null> {
  if (!text.includes('BEGIN OPENSSH PRIVATE KEY')) return unlockKey(text, passphrase)
  const ssh2 = createRequire(import.meta.url).resolve('ssh2')
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const worker = new Worker(program, { eval: true, workerData: { ssh2, text, passphrase } })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', () => resolve(null))
  const pem = await promise
  await worker.terminate()
  return pem === null ? null : unlockKey(pem, undefined)
}
