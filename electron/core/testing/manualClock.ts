import type { Clock } from '../clock.ts'

/** A clock that a test moves by hand; timers fire in order, at their own time. */
export class ManualClock implements Clock {
  #now: number
  #monotonic = 1_000
  #timers: { at: number; order: number; work: () => void }[] = []
  #order = 0

  constructor(nowMs = 1_700_000_000_000) {
    this.#now = nowMs
  }

  nowMs(): number {
    return this.#now
  }

  monotonicMs(): number {
    return this.#monotonic
  }

  after(delayMs: number, work: () => void): () => void {
    const timer = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, work }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(one => one !== timer)
    }
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length
  }

  /** Moves both clocks on and fires what falls due on the way. */
  advance(ms: number): void {
    const end = this.#monotonic + ms
    for (;;) {
      const due = this.#timers
        .filter(timer => timer.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter(timer => timer !== due)
      const step = Math.max(0, due.at - this.#monotonic)
      this.#monotonic += step
      this.#now += step
      due.work()
    }
    this.#now += end - this.#monotonic
    this.#monotonic = end
  }

  /** Moves the wall clock only, as a correction by NTP or by hand does. */
  jumpWall(ms: number): void {
    this.#now += ms
  }
}
