import type { Clock } from '../clock.ts'

/** A clock that is ahead of what can have passed by more than this is not believed at once. */
const LEAP_MS = 7 * 86_400_000
/** It is believed when it has stood by that for so long. */
const DOUBT_MS = 86_400_000

/**
 * The time for what can't be taken back: a clock that leaps ahead (a dead battery, a slip of a hand) would make
 * everything old at once. A leap counts only after a day during which the program ran.
 */
export class BelievedTime {
  readonly #clock: Clock
  #believed: { wallMs: number; monotonicMs: number }
  #doubtedSinceMs: number | null = null

  /** `lastMs`: when something was last written before this start (Unix ms); null where nothing was. */
  constructor(clock: Clock, lastMs: number | null) {
    this.#clock = clock
    this.#believed = { wallMs: lastMs ?? clock.nowMs(), monotonicMs: clock.monotonicMs() }
  }

  /** Unix ms. */
  nowMs(): number {
    const wallMs = this.#clock.nowMs()
    const monotonicMs = this.#clock.monotonicMs()
    const expectedMs = this.#believed.wallMs + (monotonicMs - this.#believed.monotonicMs)
    if (wallMs - expectedMs > LEAP_MS) {
      this.#doubtedSinceMs ??= monotonicMs
      if (monotonicMs - this.#doubtedSinceMs < DOUBT_MS) return expectedMs
    }
    this.#doubtedSinceMs = null
    this.#believed = { wallMs, monotonicMs }
    return wallMs
  }
}
