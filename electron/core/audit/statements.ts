import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** The key `n` of the log and where its time begins: after entry `seq` with that hash. */
export interface HeadStatement {
  n: number
  /** 0 where there is no entry yet. */
  seq: number
  hash: string
  /** Unix ms. */
  atMs: number
  /** Raw Ed25519 key, base64url; signs everything from here to the next head. */
  publicKey: string
}

/** The end of the log, signed by key `n`. */
export interface TipStatement {
  n: number
  seq: number
  hash: string
  atMs: number
}

/** Everything up to and with entry `seq` was pruned, signed by key `n`. */
export interface CheckpointStatement extends TipStatement {
  reason: string
}

/** What is signed of a head. */
export const headText = ({ n, seq, hash, atMs, publicKey }: HeadStatement): string =>
  `novacron.audit.head/1\n${n}\n${seq}\n${hash}\n${atMs}\n${publicKey}`

/** What is signed of the tip. */
export const tipText = ({ n, seq, hash, atMs }: TipStatement): string =>
  `novacron.audit.tip/1\n${n}\n${seq}\n${hash}\n${atMs}`

/** What is signed of a checkpoint. */
export const checkpointText = ({ n, seq, hash, atMs, reason }: CheckpointStatement): string =>
  `novacron.audit.checkpoint/1\n${n}\n${seq}\n${hash}\n${atMs}\n${reason}`

/** Ed25519 over the text, base64url. */
export const signText = (text: string, key: KeyObject): string =>
  sign(null, Buffer.from(text), key).toString('base64url')

/** True where the key (raw, base64url) has signed exactly this text. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

/** A public key as people compare it: `SHA256:…`. */
export const fingerprintOf = (publicKey: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64').replace(/=+$/, '')}`
