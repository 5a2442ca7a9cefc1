import type { Duplex } from 'node:stream'

/** Small frames are joined up to this size, so that many calls cost one write, one packet. */
const BATCH_BYTES = 128 * 1024

/** Sends frames in order, joining those of one turn of the event loop; tells when the link can take more. */
export class Outbox {
  readonly #duplex: Duplex
  readonly #waiting: (() => void)[] = []
  #batch: Buffer[] = []
  #batchBytes = 0
  #scheduled = false
  /** Bytes handed to the transport so far. */
  bytesOut = 0

  constructor(duplex: Duplex) {
    this.#duplex = duplex
    duplex.on('drain', () => this.#wake())
  }

  send(frame: Buffer): void {
    this.#batch.push(frame)
    this.#batchBytes += frame.length
    if (this.#batchBytes >= BATCH_BYTES) this.flush()
    else if (!this.#scheduled) {
      this.#scheduled = true
      queueMicrotask(() => this.flush())
    }
  }

  flush(): void {
    this.#scheduled = false
    const batch = this.#batch
    if (batch.length === 0 || this.#duplex.writableEnded || this.#duplex.destroyed) return
    this.#batch = []
    this.bytesOut += this.#batchBytes
    this.#batchBytes = 0
    this.#duplex.write(batch.length === 1 ? (batch[0] as Buffer) : Buffer.concat(batch))
  }

  /** Whether the transport is behind: whoever has bulk to send should wait for `whenClear`. */
  get full(): boolean {
    return this.#duplex.writableNeedDrain
  }

  /** Calls back once, when the transport has caught up or the link has ended. */
  whenClear(callback: () => void): void {
    if (!this.full) callback()
    else this.#waiting.push(callback)
  }

  /** The link has ended: nobody waits any longer. */
  end(): void {
    this.#batch = []
    this.#wake()
  }

  #wake(): void {
    for (const callback of this.#waiting.splice(0)) callback()
  }
}
