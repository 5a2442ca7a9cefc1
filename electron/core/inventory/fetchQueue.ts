import type { Clock } from '../clock.ts'
import { Pace } from './pace.ts'

/** How much is asked of one host at a time at most: enough that a long link is never idle. */
export const IN_FLIGHT_MAX = 50

interface Job {
  work: () => Promise<void>
  /** Another request came while it ran: what it reads may be older than that request. */
  again: (() => Promise<void>) | null
}

/**
 * Runs keyed jobs, a bounded number at a time, fewer where they take long, in the order they came. The same key never waits twice and never runs
 * twice at once; asked for while it runs, it runs once more after that.
 */
export class FetchQueue {
  readonly #clock: Clock
  readonly #pace: Pace
  readonly #waiting = new Map<string, () => Promise<void>>()
  readonly #running = new Map<string, Job>()
  readonly #onError: (error: unknown) => void
  #idle: (() => void)[] = []
  #closed = false

  constructor(options: { limit: number; clock: Clock; onError: (error: unknown) => void }) {
    this.#clock = options.clock
    this.#pace = new Pace(options.limit)
    this.#onError = options.onError
  }

  get size(): number {
    return this.#waiting.size + this.#running.size
  }

  /** Adds a job, or renews one of the same key. */
  add(key: string, work: () => Promise<void>): void {
    if (this.#closed) return
    const running = this.#running.get(key)
    if (running) running.again = work
    else this.#waiting.set(key, work)
    this.#pump()
  }

  /** Resolves when nothing waits or runs, or when the queue was closed. */
  async idle(): Promise<void> {
    if (this.size === 0) return
    await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  /** Drops what waits; what runs ends by its own signal. */
  close(): void {
    this.#closed = true
    this.#waiting.clear()
    for (const job of this.#running.values()) job.again = null
    this.#settle()
  }

  #pump(): void {
    for (const [key, work] of this.#waiting) {
      if (this.#running.size >= this.#pace.limit) return
      this.#waiting.delete(key)
      const job: Job = { work, again: null }
      this.#running.set(key, job)
      void this.#run(key, job)
    }
  }

  async #run(key: string, job: Job): Promise<void> {
    const beganMs = this.#clock.monotonicMs()
    try {
      await job.work()
    } catch (error) {
      this.#onError(error)
    }
    this.#pace.answered(beganMs, this.#clock.monotonicMs())
    this.#running.delete(key)
    if (job.again && !this.#closed) this.#waiting.set(key, job.again)
    this.#pump()
    this.#settle()
  }

  #settle(): void {
    if (this.size > 0 && !this.#closed) return
    const waiting = this.#idle
    this.#idle = []
    for (const resolve of waiting) resolve()
  }
}
