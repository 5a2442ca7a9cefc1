import { createPrivateKey, createPublicKey, type KeyObject, sign as signWith } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { ParsedKey } from 'ssh2'
import { errorCode } from '../dial.ts'
import { keyType, WireReader } from '../hostKeys/wire.ts'
import { utils } from './ssh2.ts'

const FILE_BYTES_MAX = 1 << 20

/** Makes a signature in the form ssh2 expects from an agent. */
export interface Signer {
  sign(data: Buffer, hash: string | undefined): Buffer
}

/** A private key file: what can be known of it without its passphrase. */
export interface KeyFile {
  path: string
  /** Public blob; null where the format hides it until it is decrypted. */
  blob: Buffer | null
  /** Null for a public half without its private one (the agent may hold that). */
  text: string | null
  encrypted: boolean
  modifiedMs: number
}

/** Why a key file can't be used, in a person's words. */
export class KeyFileProblem extends Error {}

/** Reads a key file, or the `.pub` beside an absent one; null when there is neither. Throws `KeyFileProblem`. */
export async function readKeyFile(path: string): Promise<KeyFile | null> {
  const text = await readBounded(path)
  const publicBlob = await readPublicHalf(
    text === null || text.startsWith('ssh-') ? path : `${path}.pub`,
    text,
  )
  if (text === null) {
    const blob = publicBlob ?? (await readPublicHalf(`${path}.pub`, null))
    return blob === null ? null : { path, blob, text: null, encrypted: false, modifiedMs: 0 }
  }
  if (!/PRIVATE KEY-----|PuTTY-User-Key-File/.test(text)) {
    if (publicBlob === null) throw new KeyFileProblem(`${path} is no key file`)
    return { path, blob: publicBlob, text: null, encrypted: false, modifiedMs: 0 }
  }
  const { mode, uid, mtimeMs } = await stat(path)
  if (process.platform !== 'win32' && uid === process.getuid?.() && (mode & 0o077) !== 0) {
    throw new KeyFileProblem(`${path} can be read by others; make it yours alone: chmod 600 ${path}`)
  }
  const { encrypted, blob } = inspectKey(text)
  const known = blob ?? publicBlob ?? (encrypted ? null : (unlockKey(text, undefined)?.blob ?? null))
  if (known === null && !encrypted) {
    throw new KeyFileProblem(
      `${path} is in a form that is not supported; convert it with: ssh-keygen -p -f ${path}`,
    )
  }
  return { path, blob: known, text, encrypted, modifiedMs: mtimeMs }
}

/** Whether a private key's text is encrypted, and its public blob where the format shows it. */
export function inspectKey(text: string): { encrypted: boolean; blob: Buffer | null } {
  if (text.includes('BEGIN OPENSSH PRIVATE KEY')) return inspectOpenSsh(text)
  if (text.startsWith('PuTTY-User-Key-File')) {
    const lines = /^Public-Lines: \d+\r?\n([\s\S]*?)\r?\nPrivate-Lines:/m.exec(text)?.[1] ?? ''
    const blob = Buffer.from(lines, 'base64')
    return {
      encrypted: !/^Encryption: none\r?$/m.test(text),
      blob: keyType(blob) === undefined ? null : blob,
    }
  }
  return {
    encrypted: text.includes('Proc-Type: 4,ENCRYPTED') || text.includes('BEGIN ENCRYPTED PRIVATE KEY'),
    blob: null,
  }
}

/** `openssh-key-v1`: cipher, kdf, kdf options, count, then the public blob in the clear (PROTOCOL.key). */
function inspectOpenSsh(text: string): { encrypted: boolean; blob: Buffer | null } {
  const magic = 'openssh-key-v1\0'
  const bytes = Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64')
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return { encrypted: false, blob: null }
  const reader = new WireReader(bytes.subarray(magic.length))
  const cipher = reader.string()?.toString('latin1')
  reader.string()
  reader.string()
  reader.uint32()
  const blob = reader.string() ?? null
  return { encrypted: cipher !== 'none', blob: blob !== null && keyType(blob) !== undefined ? blob : null }
}

/** The signer inside a private key's text, or null when the passphrase is wrong or the form unknown. */
export function unlockKey(text: string, passphrase: string | undefined): (Signer & { blob: Buffer }) | null {
  if (/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return unlockPkcs8(text, passphrase)
  const parsed: ParsedKey | ParsedKey[] | Error = utils.parseKey(text, passphrase)
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | undefined) : parsed
  return key === undefined || key instanceof Error || !key.isPrivateKey() ? null : parsedSigner(key)
}

function parsedSigner(key: ParsedKey): Signer & { blob: Buffer } {
  return {
    blob: key.getPublicSSH(),
    sign: (data, hash) => {
      const signature: Buffer | Error = key.sign(data, hash)
      if (signature instanceof Error) throw signature
      return signature
    },
  }
}

/** PKCS#8, which ssh2 doesn't read: RSA and EC in their older PEM forms, Ed25519 through node's own signing. */
function unlockPkcs8(text: string, passphrase: string | undefined): (Signer & { blob: Buffer }) | null {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  } catch {
    // OpenSSL tells a wrong passphrase and a broken file alike; both mean that this key can't be used.
    return null
  }
  if (key.asymmetricKeyType === 'rsa') {
    return unlockKey(key.export({ type: 'pkcs1', format: 'pem' }).toString(), undefined)
  }
  if (key.asymmetricKeyType === 'ec') {
    return unlockKey(key.export({ type: 'sec1', format: 'pem' }).toString(), undefined)
  }
  if (key.asymmetricKeyType !== 'ed25519') return null
  const point = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url')
  return {
    blob: Buffer.concat([wireString(Buffer.from('ssh-ed25519')), wireString(point)]),
    sign: data => signWith(null, data, key),
  }
}

function wireString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

async function readBounded(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path)
    if (size > FILE_BYTES_MAX) throw new KeyFileProblem(`${path} is too large for a key`)
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (error instanceof KeyFileProblem) throw error
    if (errorCode(error) === 'ENOENT') return null
    throw new KeyFileProblem(`${path} could not be read (${errorCode(error)})`)
  }
}

async function readPublicHalf(path: string, already: string | null): Promise<Buffer | null> {
  const text =
    already?.startsWith('ssh-') || already?.startsWith('ecdsa-') ? already : await readBounded(path)
  const [type, base64] = (text ?? '').split(/[ \t]+/)
  const blob = Buffer.from(base64 ?? '', 'base64')
  return type !== undefined && keyType(blob) === type ? blob : null
}
