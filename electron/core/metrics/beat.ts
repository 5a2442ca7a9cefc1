/** Good ticks in a row before a lengthened interval is shortened again. */
const GOOD_TICKS = 5
/** A lengthened interval is at most this many times the wanted one, and at most `LONGEST_MS` (unless more was wanted). */
const LONGEST_FACTOR = 16
const LONGEST_MS = 60_000

/**
 * How often one host is asked. The interval doubles when a tick takes longer than half of it, so that
 * a slow host or link is asked half as often, and halves again after some ticks that took less
 * than a quarter of it.
 */
export class Beat {
  #baseMs: number
  #intervalMs: number
  #good = 0

  constructor(baseMs: number) {
    this.#baseMs = baseMs
    this.#intervalMs = baseMs
  }

  get intervalMs(): number {
    return this.#intervalMs
  }

  /** True while the interval is longer than wanted. */
  get slowed(): boolean {
    return this.#intervalMs > this.#baseMs
  }

  /** Sets the wanted interval; a lengthening is kept in the same proportion within its bounds. */
  want(baseMs: number): void {
    if (baseMs === this.#baseMs) return
    const factor = this.#intervalMs / this.#baseMs
    this.#baseMs = baseMs
    this.#intervalMs = Math.min(baseMs * factor, this.#longestMs)
  }

  /** Takes note of how long a tick took, or that it failed for lack of an answer. */
  took(durationMs: number): void {
    if (durationMs > this.#intervalMs / 2) {
      this.#good = 0
      this.#intervalMs = Math.min(this.#intervalMs * 2, this.#longestMs)
    } else if (!this.slowed || durationMs >= this.#intervalMs / 4) {
      this.#good = 0
    } else if (++this.#good >= GOOD_TICKS) {
      this.#good = 0
      this.#intervalMs = Math.max(this.#baseMs, this.#intervalMs / 2)
    }
  }

  /** Milliseconds from a tick's end to the next start: on the grid of intervals, ticks that were missed are left out. */
  delayAfter(durationMs: number): number {
    const passed = Math.floor(durationMs / this.#intervalMs)
    return this.#intervalMs * (passed + 1) - durationMs
  }

  get #longestMs(): number {
    return Math.max(this.#baseMs, Math.min(this.#baseMs * LONGEST_FACTOR, LONGEST_MS))
  }
}
