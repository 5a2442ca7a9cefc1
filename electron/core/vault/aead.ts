import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type SymmetricKey, wipe } from './keys.ts'

/** What a sealed text is and where it belongs; opening with any other words fails. */
export type Binding = readonly (string | number)[]

const ALGORITHM = 'aes-256-gcm'
/** First byte of everything sealed; also bound. */
const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Bytes that sealing adds: format, nonce, tag. */
export const SEAL_OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES

/** JSON of an array has one reading: no two bindings give the same bytes. */
const associated = (binding: Binding): Buffer => Buffer.from(JSON.stringify([FORMAT, ...binding]))

/** AES-256-GCM (NIST SP 800-38D) with a random nonce: format, nonce, ciphertext, tag. */
export function seal(key: SymmetricKey, binding: Binding, secret: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(binding))
  const text = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([Buffer.of(FORMAT), nonce, text, cipher.getAuthTag()])
}

/** The secret, for the caller to wipe; null where key, binding or a single bit is another. */
export function unseal(key: SymmetricKey, binding: Binding, sealed: Uint8Array): Buffer | null {
  if (sealed.length < SEAL_OVERHEAD || sealed[0] !== FORMAT) return null
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associated(binding))
  decipher.setAuthTag(sealed.subarray(end))
  const text = decipher.update(sealed.subarray(1 + NONCE_BYTES, end))
  try {
    decipher.final()
    return text
  } catch {
    // `final` has one way to fail: the tag. What was deciphered until then is nobody's.
    wipe(text)
    return null
  }
}
