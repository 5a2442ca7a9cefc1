import { XdrError } from './error.ts'
import { InternedStrings } from './internedStrings.ts'

const TWO_32 = 0x1_0000_0000
/** Above this a high word makes a 64-bit value that a double cannot hold exactly. */
const EXACT_HIGH_WORD = 0x20_0000
const short = new InternedStrings()

/** A 64-bit integer: a number where a double holds it exactly, otherwise a bigint. */
export type Int64 = number | bigint

/** A cursor over one message; every read checks that the bytes are there (RFC 4506). */
export class XdrReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly #end: number
  #offset: number

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#offset = start
    this.#end = end
  }

  get remaining(): number {
    return this.#end - this.#offset
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4))
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4))
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  u64(): Int64 {
    const at = this.#take(8)
    const high = this.#view.getUint32(at)
    if (high < EXACT_HIGH_WORD) return high * TWO_32 + this.#view.getUint32(at + 4)
    return this.#view.getBigUint64(at)
  }

  i64(): Int64 {
    const at = this.#take(8)
    const high = this.#view.getInt32(at)
    if (high < EXACT_HIGH_WORD && high > -EXACT_HIGH_WORD) return high * TWO_32 + this.#view.getUint32(at + 4)
    return this.#view.getBigInt64(at)
  }

  /** A counted string of at most `max` bytes; bytes that are not UTF-8 become U+FFFD. */
  string(max: number): string {
    const length = this.count(max, 1, 'string')
    const at = this.#take(padded(length))
    const end = at + length
    return short.read(this.#bytes, at, end) ?? this.#bytes.toString('utf8', at, end)
  }

  /** Counted bytes, copied out of the message. */
  bytes(max: number): Uint8Array {
    return this.opaque(this.count(max, 1, 'bytes'))
  }

  /** A fixed number of bytes, copied out of the message. */
  opaque(length: number): Uint8Array {
    const at = this.#take(padded(length))
    if (length > 64) return new Uint8Array(this.#bytes.subarray(at, at + length))
    const copy = new Uint8Array(length)
    const bytes = this.#bytes
    for (let index = 0; index < length; index++) copy[index] = bytes[at + index] as number
    return copy
  }

  /** A length or element count, refused before any memory is taken when over `max` or over what is left. */
  count(max: number, minElementBytes: number, what: string): number {
    const count = this.u32()
    if (count > max) throw new XdrError(`${what} of ${count} is over the protocol's limit of ${max}`)
    if (count * minElementBytes > this.remaining) {
      throw new XdrError(`${what} of ${count} is more than the ${this.remaining} bytes left can hold`)
    }
    return count
  }

  /** Refuses bytes left over after the value that should have filled the message. */
  finish(): void {
    if (this.remaining !== 0) throw new XdrError(`${this.remaining} bytes are left over`)
  }

  #take(length: number): number {
    const at = this.#offset
    const next = at + length
    if (next > this.#end) throw new XdrError(`${length} bytes are needed, ${this.#end - at} are left`)
    this.#offset = next
    return at
  }
}

/** XDR's items are multiples of four bytes (RFC 4506 §3). */
export function padded(length: number): number {
  return (length + 3) & ~3
}
