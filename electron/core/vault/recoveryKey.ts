import { createHash } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import { KEY_BYTES, wipe } from './keys.ts'

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHECK_BYTES = 3
/** 32 bytes of key and 3 of check are 56 letters without a rest. */
const LETTERS = ((KEY_BYTES + CHECK_BYTES) * 8) / 5
const GROUP = 4

const check = (key: Uint8Array): Buffer =>
  createHash('sha256').update('novacron recovery key').update(key).digest().subarray(0, CHECK_BYTES)

/** 256 bits as fourteen groups of four letters and digits, the last ones telling a slip of the pen. */
export function printRecoveryKey(key: Uint8Array): string {
  const bytes = Buffer.concat([key, check(key)])
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  wipe(bytes)
  return text.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? text
}

/** The key as typed: any case, O for 0, I and L for 1, with whatever spaces and dashes. `AppError` recovery.refused where it is mistyped. */
export function readRecoveryKey(typed: string): Buffer {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  const bytes = Buffer.alloc(KEY_BYTES + CHECK_BYTES)
  let held = 0
  let bits = 0
  let at = 0
  for (const letter of text.slice(0, LETTERS + 1)) {
    held = (held << 5) | Math.max(0, ALPHABET.indexOf(letter))
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
    held &= (1 << bits) - 1
  }
  const key = Buffer.from(bytes.subarray(0, KEY_BYTES))
  const sound =
    text.length === LETTERS &&
    [...text].every(letter => ALPHABET.includes(letter)) &&
    check(key).equals(bytes.subarray(KEY_BYTES))
  wipe(bytes)
  if (sound) return key
  wipe(key)
  throw new AppError('recovery.refused', 'This recovery key is mistyped.', {
    next: `It is ${LETTERS / GROUP} groups of ${GROUP} letters and digits; compare it with the printed one.`,
  })
}
