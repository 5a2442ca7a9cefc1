import { createHash } from 'node:crypto'
import type { KeyFingerprint } from '../../../../shared/models/host.ts'
import { keyBits, keyType } from './wire.ts'

/** `SHA256:…` without padding, as OpenSSH prints it. */
export function sha256Fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** A public key blob as shown to a person. */
export function fingerprint(blob: Buffer): KeyFingerprint {
  return {
    algorithm: keyType(blob) ?? 'unknown',
    sha256: sha256Fingerprint(blob),
    randomart: randomart(blob),
  }
}

const WIDTH = 17
const HEIGHT = 9
const SYMBOLS = ' .o+=*BOX@%&#/^'
const START = 'S'
const END = 'E'

/**
 * OpenSSH's picture of a key: 11 lines. A bishop walks the board from the middle, two bits of the
 * SHA-256 digest a step, and each square shows how often it was stepped on.
 */
export function randomart(blob: Buffer): string {
  const visits = new Uint8Array(WIDTH * HEIGHT)
  const startAt = Math.floor(HEIGHT / 2) * WIDTH + Math.floor(WIDTH / 2)
  let x = Math.floor(WIDTH / 2)
  let y = Math.floor(HEIGHT / 2)
  for (const byte of createHash('sha256').update(blob).digest()) {
    for (let step = 0; step < 4; step++) {
      const bits = byte >> (step * 2)
      x = Math.min(WIDTH - 1, Math.max(0, x + (bits & 1 ? 1 : -1)))
      y = Math.min(HEIGHT - 1, Math.max(0, y + (bits & 2 ? 1 : -1)))
      const at = y * WIDTH + x
      visits[at] = Math.min((visits[at] ?? 0) + 1, SYMBOLS.length - 1)
    }
  }
  const endAt = y * WIDTH + x
  const lines = Array.from({ length: HEIGHT }, (_, row) => {
    const squares = Array.from({ length: WIDTH }, (_, column) => {
      const at = row * WIDTH + column
      if (at === endAt) return END
      return at === startAt ? START : SYMBOLS[visits[at] ?? 0]
    })
    return `|${squares.join('')}|`
  })
  return [border(title(blob)), ...lines, border('[SHA256]')].join('\n')
}

function title(blob: Buffer): string {
  const type = keyType(blob) ?? 'unknown'
  const name = type.startsWith('ecdsa') ? 'ECDSA' : type.replace(/^ssh-/, '').toUpperCase()
  const full = `[${name} ${keyBits(blob)}]`
  return full.length <= WIDTH ? full : `[${name}]`.slice(0, WIDTH)
}

function border(text: string): string {
  const left = Math.floor((WIDTH - text.length) / 2)
  return `+${'-'.repeat(left)}${text}${'-'.repeat(WIDTH - left - text.length)}+`
}
