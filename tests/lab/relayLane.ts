import type { Socket } from 'node:net'

/** `up`: from the client to the server; `down`: back. */
export type Direction = 'up' | 'down'

/** What a lane asks its relay at every step, so that a change holds for connections that are open. */
export interface LaneRules {
  readonly delayMs: number
  readonly bytesPerSecond: number
  isPaused(direction: Direction): boolean
}

/** How much a lane holds before it stops reading from its sender. */
const QUEUE_BYTES = 4 * 1024 * 1024

/** One direction of one connection: what came in, and when each piece may go on. */
export class Lane {
  /** How many of the next bytes to spoil. */
  corrupt = 0
  /** How many bytes may still pass before the connection is cut. */
  remaining = Number.POSITIVE_INFINITY
  readonly #rules: LaneRules
  readonly #direction: Direction
  readonly #from: Socket
  readonly #to: Socket
  readonly #cut: () => void
  /** `null` stands for the end of the stream. */
  #queue: { dueMs: number; bytes: Buffer | null }[] = []
  #queuedBytes = 0
  #freeAtMs: number
  #isOpen = false
  #isBlocked = false
  #timer: NodeJS.Timeout | undefined

  /** Nothing counts as sent before `fromMs`: until then the sender would have waited for the handshake. */
  constructor(
    rules: LaneRules,
    direction: Direction,
    from: Socket,
    to: Socket,
    fromMs: number,
    cut: () => void,
  ) {
    this.#freeAtMs = fromMs
    this.#rules = rules
    this.#direction = direction
    this.#from = from
    this.#to = to
    this.#cut = cut
    from.on('data', (bytes: Buffer) => this.#take(bytes))
    from.on('end', () => this.#take(null))
    to.on('drain', () => {
      this.#isBlocked = false
      this.pump()
    })
  }

  /** Both ends are connected: what has waited may go. */
  open(): void {
    this.#isOpen = true
    this.pump()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#queue = []
    this.#isOpen = false
  }

  /** Sends on what is due, and comes back for the rest. */
  pump(): void {
    clearTimeout(this.#timer)
    while (this.#isOpen && !this.#isBlocked && !this.#rules.isPaused(this.#direction)) {
      const head = this.#queue[0]
      if (head === undefined) return
      const waitMs = head.dueMs - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs)
        return
      }
      this.#queue.shift()
      if (head.bytes === null) this.#to.end()
      else this.#send(head.bytes)
    }
  }

  #take(bytes: Buffer | null): void {
    const now = performance.now()
    const length = bytes?.length ?? 0
    this.#freeAtMs = Math.max(now, this.#freeAtMs) + (1000 * length) / this.#rules.bytesPerSecond
    this.#queue.push({ dueMs: this.#freeAtMs + this.#rules.delayMs, bytes })
    this.#queuedBytes += length
    if (this.#queuedBytes > QUEUE_BYTES) this.#from.pause()
    this.pump()
  }

  #send(bytes: Buffer): void {
    this.#queuedBytes -= bytes.length
    if (this.#queuedBytes < QUEUE_BYTES / 2) this.#from.resume()
    const passing = bytes.subarray(0, this.remaining)
    for (let index = 0; index < passing.length && this.corrupt > 0; index += 1, this.corrupt -= 1) {
      passing[index] = (passing[index] ?? 0) ^ 0xff
    }
    this.remaining -= passing.length
    if (this.remaining > 0) {
      this.#isBlocked = !this.#to.write(passing)
      return
    }
    // The piece that is allowed must leave before the cut.
    this.#to.write(passing, () => this.#cut())
    this.#isOpen = false
  }
}
