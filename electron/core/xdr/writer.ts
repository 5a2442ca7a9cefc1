import { XdrError } from './error.ts'
import { padded, type Int64 } from './reader.ts'

const TWO_32 = 0x1_0000_0000
const U64_LIMIT = 1n << 64n
const I64_LIMIT = 1n << 63n

/** A growing message; every write checks its value, so nothing wraps on its way to the peer. */
export class XdrWriter {
  #bytes: Buffer
  #view: DataView
  #length = 0
  readonly #max: number

  constructor(initialBytes = 256, maxBytes = 33_554_436) {
    this.#bytes = Buffer.allocUnsafe(initialBytes)
    this.#view = viewOf(this.#bytes)
    this.#max = maxBytes
  }

  get length(): number {
    return this.#length
  }

  i32(value: number): void {
    if ((value | 0) !== value) throw new XdrError(`${value} is not a 32-bit integer`)
    const at = this.#grow(4)
    this.#view.setInt32(at, value)
  }

  u32(value: number): void {
    if (value >>> 0 !== value) throw new XdrError(`${value} is not an unsigned 32-bit integer`)
    const at = this.#grow(4)
    this.#view.setUint32(at, value)
  }

  double(value: number): void {
    const at = this.#grow(8)
    this.#view.setFloat64(at, value)
  }

  u64(value: Int64): void {
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value) || value < 0)
        throw new XdrError(`${value} is not an exact unsigned integer`)
      this.#words(value)
      return
    }
    if (value < 0n || value >= U64_LIMIT) throw new XdrError(`${value} is not an unsigned 64-bit integer`)
    const at = this.#grow(8)
    this.#view.setBigUint64(at, value)
  }

  i64(value: Int64): void {
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw new XdrError(`${value} is not an exact integer`)
      this.#words(value)
      return
    }
    if (value < -I64_LIMIT || value >= I64_LIMIT) throw new XdrError(`${value} is not a 64-bit integer`)
    const at = this.#grow(8)
    this.#view.setBigInt64(at, value)
  }

  /** A counted string; a NUL would make the peer read a shorter one, so it is refused. */
  string(value: string, max: number): void {
    if (value.includes('\0')) throw new XdrError('a string must not contain NUL')
    if (!value.isWellFormed()) throw new XdrError('a string must be well-formed Unicode')
    const length = Buffer.byteLength(value)
    this.#checkLength(length, max, 'string')
    this.u32(length)
    const at = this.#growPadded(length)
    this.#bytes.write(value, at, length, 'utf8')
  }

  bytes(value: Uint8Array, max: number): void {
    this.#checkLength(value.length, max, 'bytes')
    this.u32(value.length)
    const at = this.#growPadded(value.length)
    this.#bytes.set(value, at)
  }

  opaque(value: Uint8Array, length: number): void {
    if (value.length !== length) throw new XdrError(`${value.length} bytes were given, ${length} are needed`)
    const at = this.#growPadded(length)
    this.#bytes.set(value, at)
  }

  count(count: number, max: number, what: string): void {
    this.#checkLength(count, max, what)
    this.u32(count)
  }

  /** Overwrites four bytes written earlier: the frame's length is known last. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value)
  }

  /** What was written, without a copy; the writer must not be used again. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #checkLength(length: number, max: number, what: string): void {
    if (length > max) throw new XdrError(`${what} of ${length} is over the protocol's limit of ${max}`)
  }

  /** A safe integer in two's complement, without a bigint on the way. */
  #words(value: number): void {
    const at = this.#grow(8)
    this.#view.setInt32(at, Math.floor(value / TWO_32))
    this.#view.setUint32(at + 4, value >>> 0)
  }

  #growPadded(length: number): number {
    const at = this.#grow(padded(length))
    for (let pad = at + length; pad < this.#length; pad++) this.#bytes[pad] = 0
    return at
  }

  /** Makes room first: what holds the bytes may be another object afterwards. */
  #grow(length: number): number {
    const at = this.#length
    const next = at + length
    if (next > this.#bytes.length) this.#reallocate(next)
    this.#length = next
    return at
  }

  #reallocate(needed: number): void {
    if (needed > this.#max)
      throw new XdrError(`a message of ${needed} bytes is over the limit of ${this.#max}`)
    const bigger = Buffer.allocUnsafeSlow(Math.min(this.#max, Math.max(needed, this.#bytes.length * 2)))
    this.#bytes.copy(bigger, 0, 0, this.#length)
    this.#bytes = bigger
    this.#view = viewOf(bigger)
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
