import { LinkError } from './errors.ts'
import { MESSAGE_MAX } from './limits.ts'
import { HEADER_BYTES, LENGTH_BYTES } from './message.ts'

/** What a partial frame takes at first: a peer's word alone never costs more than this. */
const FIRST_ALLOCATION = 1 << 20

/**
 * Cuts a byte stream into frames. Memory follows the bytes that have arrived, not the length
 * that the peer claims; frames that arrive whole are handed out without a copy.
 */
export class FrameSplitter {
  readonly #queue: Buffer[] = []
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  readonly #lengthWord = Buffer.alloc(LENGTH_BYTES)
  #lengthFilled = 0
  #partial: Buffer | null = null
  #filled = 0
  #needed = 0

  push(chunk: Buffer): void {
    this.#queue.push(chunk)
  }

  /** Whether bytes of an unfinished frame are held. */
  get insideFrame(): boolean {
    return (
      this.#partial !== null ||
      this.#lengthFilled > 0 ||
      this.#at < this.#chunk.length ||
      this.#queue.length > 0
    )
  }

  /** The next frame without its length word, or null until more bytes come; throws LinkError `protocol`. */
  next(): Buffer | null {
    while (this.#at < this.#chunk.length || this.#nextChunk()) {
      if (this.#partial === null) {
        const whole = this.#startFrame()
        if (whole !== null) return whole
      } else {
        const filled = this.#fill(this.#partial)
        if (filled !== null) return filled
      }
    }
    return null
  }

  #nextChunk(): boolean {
    const chunk = this.#queue.shift()
    if (chunk === undefined) return false
    this.#chunk = chunk
    this.#at = 0
    return true
  }

  #startFrame(): Buffer | null {
    const left = this.#chunk.length - this.#at
    if (this.#lengthFilled === 0 && left >= LENGTH_BYTES) {
      const length = payloadLength(this.#chunk.readUInt32BE(this.#at))
      this.#at += LENGTH_BYTES
      return this.#take(length)
    }
    const copied = Math.min(LENGTH_BYTES - this.#lengthFilled, left)
    this.#chunk.copy(this.#lengthWord, this.#lengthFilled, this.#at, this.#at + copied)
    this.#at += copied
    this.#lengthFilled += copied
    if (this.#lengthFilled < LENGTH_BYTES) return null
    this.#lengthFilled = 0
    return this.#take(payloadLength(this.#lengthWord.readUInt32BE(0)))
  }

  #take(length: number): Buffer | null {
    if (this.#chunk.length - this.#at >= length) {
      const frame = this.#chunk.subarray(this.#at, this.#at + length)
      this.#at += length
      return frame
    }
    this.#needed = length
    this.#filled = 0
    this.#partial = Buffer.allocUnsafeSlow(Math.min(length, FIRST_ALLOCATION))
    return null
  }

  #fill(partial: Buffer): Buffer | null {
    const room = this.#filled === partial.length ? this.#enlarge(partial) : partial
    const copied = Math.min(room.length - this.#filled, this.#chunk.length - this.#at)
    this.#chunk.copy(room, this.#filled, this.#at, this.#at + copied)
    this.#at += copied
    this.#filled += copied
    if (this.#filled < this.#needed) return null
    this.#partial = null
    return room
  }

  #enlarge(partial: Buffer): Buffer {
    const bigger = Buffer.allocUnsafeSlow(Math.min(this.#needed, partial.length * 2))
    partial.copy(bigger)
    this.#partial = bigger
    return bigger
  }
}

function payloadLength(claimed: number): number {
  const length = claimed - LENGTH_BYTES
  if (length < HEADER_BYTES) {
    throw new LinkError(
      'protocol',
      `the peer announced a message of ${claimed} bytes, too short for a header`,
    )
  }
  if (length > MESSAGE_MAX) {
    throw new LinkError(
      'protocol',
      `the peer announced a message of ${claimed} bytes, over the protocol's limit`,
    )
  }
  return length
}
