import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { z } from 'zod'

/** How costly it is to turn a passphrase into a key; the bounds keep a hostile file from taking all memory. */
export const KeyCost = z.object({
  memoryKib: z.number().int().min(8).max(1_048_576),
  passes: z.number().int().min(1).max(16),
})
export type KeyCost = z.infer<typeof KeyCost>

const Base64 = (bytes: number) =>
  z.string().refine(text => Buffer.from(text, 'base64').length === bytes, { message: `not ${bytes} bytes` })

/**
 * What back-ups are made to: the public half of a key whose private half only the passphrase gives. It is no
 * secret, so that a daily back-up needs none.
 */
export const Recipient = z.object({
  publicKey: Base64(32),
  salt: Base64(16),
  cost: KeyCost,
})
export type Recipient = z.infer<typeof Recipient>

/** DER before the 32 bytes of an X25519 key (RFC 8410). */
const PRIVATE_DER = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC_DER = Buffer.from('302a300506032b656e032100', 'hex')

const publicKeyOf = (raw: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_DER, raw]), format: 'der', type: 'spki' })

const rawOf = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key)
    .export({ format: 'der', type: 'spki' })
    .subarray(PUBLIC_DER.length)

/** Argon2id of the passphrase (NFC) as an X25519 private key; off the event's loop. */
async function privateKeyOf(passphrase: string, salt: Buffer, cost: KeyCost): Promise<KeyObject> {
  const seed = await hashRaw(passphrase.normalize('NFC'), {
    algorithm: 2,
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: 1,
    outputLen: 32,
    salt,
  })
  const der = Buffer.concat([PRIVATE_DER, seed])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    seed.fill(0)
    der.fill(0)
  }
}

/** Makes the recipient of a passphrase, with a salt of its own. */
export async function recipientOf(passphrase: string, cost: KeyCost): Promise<Recipient> {
  const salt = randomBytes(16)
  const key = await privateKeyOf(passphrase, salt, cost)
  return { publicKey: rawOf(key).toString('base64'), salt: salt.toString('base64'), cost }
}

/** Keys of one file: one for its chunks, one that tells a wrong passphrase from a damaged file. */
export interface FileKeys {
  chunks: Buffer
  check: Buffer
}

function fileKeys(shared: Buffer, ephemeral: Buffer, recipient: Buffer): FileKeys {
  const salt = Buffer.concat([ephemeral, recipient])
  const of = (what: string) => Buffer.from(hkdfSync('sha256', shared, salt, `novacron back-up ${what}`, 32))
  try {
    return { chunks: of('chunks'), check: of('check') }
  } finally {
    shared.fill(0)
  }
}

/** Keys of a new file to the recipient, and the public half that the file must carry. */
export function newFileKeys(recipient: Recipient): { keys: FileKeys; ephemeral: string } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const ephemeral = rawOf(publicKey)
  const to = Buffer.from(recipient.publicKey, 'base64')
  const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(to) })
  return { keys: fileKeys(shared, ephemeral, to), ephemeral: ephemeral.toString('base64') }
}

/** Keys of a file that was made to this passphrase; of a wrong passphrase they are others, and `check` tells. */
export async function openFileKeys(
  passphrase: string,
  recipient: Pick<Recipient, 'salt' | 'cost'>,
  ephemeral: string,
): Promise<FileKeys> {
  const privateKey = await privateKeyOf(passphrase, Buffer.from(recipient.salt, 'base64'), recipient.cost)
  const raw = Buffer.from(ephemeral, 'base64')
  const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(raw) })
  return fileKeys(shared, raw, rawOf(privateKey))
}

/** Proof that whoever made the head had the key. */
export const headProof = (keys: FileKeys, head: Buffer): Buffer =>
  createHmac('sha256', keys.check).update(head).digest()

/** Compares in the same time wherever they differ. */
export const sameBytes = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

/** Overwrites the keys; nothing can be opened with them any more. */
export function eraseKeys(keys: FileKeys): void {
  keys.chunks.fill(0)
  keys.check.fill(0)
}
