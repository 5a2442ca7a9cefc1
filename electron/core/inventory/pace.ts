/** What is asked at once before anything has been answered. */
const AT_FIRST = 10
const LEAST = 2
/** An answer that comes this much later than the soonest one stood behind the others: so does what a person asks for. */
const BEHIND_MS = 1_000

/**
 * How much may be asked of one host at a time. More while answers come soon; half where they come late, as over a
 * slow link, so that a click or a tick is not far behind; from then on more only little by little.
 */
export class Pace {
  readonly #most: number
  #limit: number
  #soonestMs = Number.POSITIVE_INFINITY
  #halvedAtMs: number | null = null

  constructor(most: number) {
    this.#most = most
    this.#limit = Math.min(most, AT_FIRST)
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** One was answered; both in milliseconds of a clock that never goes back. */
  answered(askedAtMs: number, nowMs: number): void {
    const tookMs = nowMs - askedAtMs
    this.#soonestMs = Math.min(this.#soonestMs, tookMs)
    if (tookMs <= this.#soonestMs + BEHIND_MS) {
      const more = this.#halvedAtMs === null ? 1 : 1 / this.#limit
      this.#limit = Math.min(this.#most, this.#limit + more)
      return
    }
    // What was asked before the last halving says nothing about how it is since.
    if (this.#halvedAtMs !== null && askedAtMs < this.#halvedAtMs) return
    this.#halvedAtMs = nowMs
    this.#limit = Math.max(Math.min(this.#most, LEAST), this.#limit / 2)
  }
}
