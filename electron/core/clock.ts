/** Time as the core sees it: the wall for what is shown and stored, the monotonic for every wait and deadline. */
export interface Clock {
  /** Unix milliseconds; may jump in either direction. */
  nowMs(): number
  /** Milliseconds that only ever grow, from an arbitrary start. */
  monotonicMs(): number
  /** Calls `work` once after `delayMs` of monotonic time; the returned function cancels it and may be called again. */
  after(delayMs: number, work: () => void): () => void
}

/** Longest delay that a Node timer holds. */
const DELAY_MAX_MS = 2_147_483_647

/** The machine's own clocks; a pending timer keeps the process alive, so whoever waits must cancel on close. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, work) {
    const timer = setTimeout(work, Math.min(Math.max(0, delayMs), DELAY_MAX_MS))
    return () => clearTimeout(timer)
  },
}
