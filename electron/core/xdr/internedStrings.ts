const SLOTS = 4096
const MAX_BYTES = 32

/**
 * A fixed-size cache of short ASCII strings, found by their bytes.
 * Field names of statistics repeat by the thousand: one comparison is cheaper than one new string.
 * A slot keeps the newest string that fell on it, so a hostile peer can only make it miss.
 */
export class InternedStrings {
  readonly #texts = new Array<string>(SLOTS).fill('')

  /** The string at [start, end), or null when it is too long or not ASCII. */
  read(bytes: Buffer, start: number, end: number): string | null {
    const length = end - start
    if (length > MAX_BYTES) return null
    let hash = length
    let bits = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number
      bits |= byte
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (bits > 0x7f) return null
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
    const held = this.#texts[slot] as string
    if (held.length === length && sameAscii(held, bytes, start)) return held
    const text = bytes.toString('latin1', start, end)
    this.#texts[slot] = text
    return text
  }
}

function sameAscii(text: string, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}
