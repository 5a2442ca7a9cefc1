import { AppError } from '../../../shared/errors.ts'
import { seconds } from './dial.ts'

/** A command's output up to a bound; what comes after is counted out, not kept. */
export class OutputBuffer {
  readonly #chunks: Buffer[] = []
  readonly #maxBytes: number
  #bytes = 0
  truncated = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(chunk: Buffer): void {
    const room = this.#maxBytes - this.#bytes
    if (chunk.length > room) this.truncated = true
    if (room <= 0) return
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.#chunks.push(kept)
    this.#bytes += kept.length
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}

/** What a command rejects with at its deadline. */
export function timedOut(ms: number): AppError {
  return new AppError('task.timeout', `The command did not finish within ${seconds(ms)}.`, {
    next: 'The host may be overloaded or a file system on it may hang.',
  })
}
