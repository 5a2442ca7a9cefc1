import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { wipe } from '../vault/keys.ts'

declare const authority: unique symbol
/** The secret half of the key that signs the register: an Ed25519 seed of 32 bytes. */
export type AuthoritySecret = Buffer & { readonly [authority]: true }

/** DER around 32 raw bytes (RFC 8410 §4 and §7). */
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A new key; the caller wipes the secret. */
export function newAuthority(): { secret: AuthoritySecret; publicKey: string } {
  const pair = generateKeyPairSync('ed25519')
  const der = pair.privateKey.export({ format: 'der', type: 'pkcs8' })
  const secret = Buffer.from(der.subarray(privatePrefix.length)) as AuthoritySecret
  wipe(der)
  return { secret, publicKey: rawPublic(pair.publicKey) }
}

/** The public half, base64url. */
export const authorityOf = (secret: AuthoritySecret): string =>
  rawPublic(createPublicKey(privateObject(secret)))

/** Ed25519 (RFC 8032) over the text; base64url. What is signed begins with the name of what it is. */
export const signText = (secret: AuthoritySecret, text: string): string =>
  sign(null, Buffer.from(text), privateObject(secret)).toString('base64url')

/** False for anything else, a public key that is none included. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const raw = Buffer.from(publicKey, 'base64url')
  if (raw.length !== 32) return false
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

function privateObject(raw: AuthoritySecret): KeyObject {
  const der = Buffer.concat([privatePrefix, raw])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  wipe(der)
  return key
}

const rawPublic = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length)).toString('base64url')
