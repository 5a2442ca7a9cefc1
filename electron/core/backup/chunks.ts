import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { damaged } from './head.ts'

/** Plain bytes of every chunk but the last. */
export const CHUNK_BYTES = 64 * 1024
const TAG_BYTES = 16
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES
/** The counter has four bytes: 256 TiB. */
const CHUNKS_MAX = 2 ** 32

/** What binds a file's chunks to it and to their order (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár). */
interface ChunkKeys {
  key: Buffer
  /** Seven bytes. */
  nonce: Buffer
  /** The head's bytes: with another head no chunk opens. */
  head: Buffer
}

/** Nonce of a chunk: the file's beginning, the chunk's number, and whether it is the last. */
function nonceOf({ nonce }: ChunkKeys, index: number, last: boolean): Buffer {
  const whole = Buffer.alloc(12)
  nonce.copy(whole)
  whole.writeUInt32BE(index, 7)
  whole[11] = last ? 1 : 0
  return whole
}

const aadOf = ({ head }: ChunkKeys): Buffer => createHash('sha256').update(head).digest()

/** Gathers bytes into pieces of `size`; at least one piece is always left for the end, which may be empty. */
class Pieces {
  readonly #size: number
  #parts: Buffer[] = []
  #bytes = 0

  constructor(size: number) {
    this.#size = size
  }

  add(part: Buffer): void {
    this.#parts.push(part)
    this.#bytes += part.length
  }

  /** Whole pieces after which something is left. */
  *whole(): Generator<Buffer> {
    if (this.#bytes <= this.#size) return
    const all = Buffer.concat(this.#parts)
    let from = 0
    for (; all.length - from > this.#size; from += this.#size) yield all.subarray(from, from + this.#size)
    this.#parts = [all.subarray(from)]
    this.#bytes = all.length - from
  }

  rest(): Buffer {
    return Buffer.concat(this.#parts)
  }
}

/** A stream that hands over its input in pieces, with word of the last. */
function inPieces(size: number, work: (piece: Buffer, index: number, last: boolean) => Buffer): Transform {
  const pieces = new Pieces(size)
  let index = 0
  const guard = (callback: TransformCallback, run: () => void) => {
    try {
      run()
      callback()
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return new Transform({
    transform(part: Buffer, _encoding, callback) {
      guard(callback, () => {
        pieces.add(part)
        for (const piece of pieces.whole()) this.push(work(piece, index++, false))
      })
    },
    flush(callback) {
      guard(callback, () => {
        this.push(work(pieces.rest(), index, true))
      })
    },
  })
}

/** Seals what flows through, AES-256-GCM a chunk. */
export function sealing(keys: ChunkKeys): Transform {
  const aad = aadOf(keys)
  return inPieces(CHUNK_BYTES, (piece, index, last) => {
    if (index >= CHUNKS_MAX) throw new RangeError('A back-up can’t have that many chunks.')
    const cipher = createCipheriv('aes-256-gcm', keys.key, nonceOf(keys, index, last))
    cipher.setAAD(aad)
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  })
}

/** Opens what `sealing` made; fails with `backup.damaged` on any change, removal, repetition or reorder of chunks. */
export function opening(keys: ChunkKeys): Transform {
  const aad = aadOf(keys)
  return inPieces(SEALED_BYTES, (piece, index, last) => {
    if (piece.length < TAG_BYTES) throw damaged('its end is missing')
    const decipher = createDecipheriv('aes-256-gcm', keys.key, nonceOf(keys, index, last))
    decipher.setAAD(aad)
    decipher.setAuthTag(piece.subarray(piece.length - TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()])
    } catch {
      // GCM says nothing of what is wrong; where it is, is all there is to tell.
      throw damaged(
        last ? 'its end is missing or was changed' : `it was changed after ${index * CHUNK_BYTES} bytes`,
      )
    }
  })
}
