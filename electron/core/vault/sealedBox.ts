import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { type Binding, seal, unseal } from './aead.ts'
import { type ExchangedKey, expand, KEY_BYTES, type PrivateKey, type PublicKey, wipe } from './keys.ts'

/** DER around 32 raw bytes (RFC 8410 §4 and §7). */
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex')
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex')

export interface KeyPair {
  privateKey: PrivateKey
  publicKey: PublicKey
}

/** A new X25519 pair as raw bytes. */
export function newKeyPair(): KeyPair {
  const pair = generateKeyPairSync('x25519')
  const der = pair.privateKey.export({ format: 'der', type: 'pkcs8' })
  const privateKey = Buffer.from(der.subarray(privatePrefix.length)) as PrivateKey
  wipe(der)
  return { privateKey, publicKey: rawPublic(pair.publicKey) }
}

/** The public key that belongs to a private one. */
export const publicKeyOf = (privateKey: PrivateKey): PublicKey =>
  rawPublic(createPublicKey(privateObject(privateKey)))

/**
 * Seals to the owner of a public key, without a secret of one's own: an ephemeral X25519 exchange, HKDF-SHA256 over
 * it with both public keys, AES-256-GCM. Ephemeral public key first. Null where the public key is a point that no
 * private key has.
 */
export function sealTo(publicKey: PublicKey, binding: Binding, secret: Uint8Array): Buffer | null {
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralPublic = rawPublic(ephemeral.publicKey)
  const key = exchange(ephemeral.privateKey, publicKey, ephemeralPublic, publicKey)
  if (!key) return null
  const sealed = Buffer.concat([ephemeralPublic, seal(key, binding, secret)])
  wipe(key)
  return sealed
}

/** Opens what was sealed to this pair; null where pair, binding or a single bit is another. */
export function unsealFrom(
  { privateKey, publicKey }: KeyPair,
  binding: Binding,
  sealed: Buffer,
): Buffer | null {
  if (sealed.length < KEY_BYTES) return null
  const ephemeralPublic = sealed.subarray(0, KEY_BYTES) as PublicKey
  const key = exchange(privateObject(privateKey), ephemeralPublic, ephemeralPublic, publicKey)
  if (!key) return null
  const secret = unseal(key, binding, sealed.subarray(KEY_BYTES))
  wipe(key)
  return secret
}

function exchange(
  own: KeyObject,
  theirs: PublicKey,
  ephemeral: PublicKey,
  recipient: PublicKey,
): ExchangedKey | null {
  let shared: Buffer
  try {
    shared = diffieHellman({ privateKey: own, publicKey: publicObject(theirs) })
  } catch {
    // Refused for points of small order only, whose result anybody could know (RFC 7748 §6.1).
    return null
  }
  const key = expand(shared, Buffer.concat([ephemeral, recipient]), 'novacron seal') as ExchangedKey
  wipe(shared)
  return key
}

const publicObject = (raw: PublicKey): KeyObject =>
  createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' })

function privateObject(raw: PrivateKey): KeyObject {
  const der = Buffer.concat([privatePrefix, raw])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  wipe(der)
  return key
}

const rawPublic = (key: KeyObject): PublicKey =>
  Buffer.from(key.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length)) as PublicKey
