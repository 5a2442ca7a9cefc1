import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { storeError } from '../store/errors.ts'

/** The signing keys' name inside the data folder. */
export const keyFileName = 'audit.key'

/** Key number `n` of the log. */
export interface SigningKey {
  readonly n: number
  readonly privateKey: KeyObject
  /** Raw, base64url. */
  readonly publicKey: string
}

const Stored = z.object({
  keys: z.array(z.object({ n: z.number().int().min(0), pkcs8: z.base64() })).max(2),
})

/** A new key. */
export function newSigningKey(n: number): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { n, privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' }
}

/**
 * The keys of the folder: one, or two while one takes over from the other; none where the file is missing or
 * can't be read as one, which for a log that was signed before is a finding. Throws `AppError` store.* where
 * the disk refuses.
 */
export function readKeys(folder: string): SigningKey[] {
  const path = join(folder, keyFileName)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw storeError(error, path)
  }
  try {
    return Stored.parse(JSON.parse(text)).keys.map(({ n, pkcs8 }) => {
      const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })
      return { n, privateKey, publicKey: privateKey.export({ format: 'jwk' }).x ?? '' }
    })
  } catch {
    // Whatever is wrong inside: there is no key here, and the log says so.
    return []
  }
}

/** Replaces the file (0600) as a whole: on the disk when this returns. */
export function writeKeys(folder: string, keys: readonly SigningKey[]): void {
  const path = join(folder, keyFileName)
  const next = `${path}.new`
  const stored = {
    keys: keys.map(({ n, privateKey }) => ({
      n,
      pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    })),
  }
  try {
    const file = openSync(next, 'w', 0o600)
    try {
      writeSync(file, JSON.stringify(stored))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(next, path)
    syncFolder(folder)
  } catch (error) {
    throw storeError(error, path)
  }
}

function syncFolder(folder: string): void {
  // Windows keeps no such promise and can't open folders.
  if (process.platform === 'win32') return
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
