/** How events wait for the next frame: the browser's frames, or a slow timer while the page is hidden. */
export type Schedule = (work: () => void) => void

const HIDDEN_DELAY_MS = 250
const BUDGET_MS = 6
const SLICE = 32

const nextFrame: Schedule = work => {
  if (document.hidden) setTimeout(work, HIDDEN_DELAY_MS)
  else requestAnimationFrame(work)
}

/**
 * Gathers a stream's events and hands them over once a frame, a few milliseconds' worth at a time, so
 * that a burst never holds the main thread. Order is kept. A frame asked for while the page is being
 * hidden never comes: the fallback timer delivers then.
 */
export class FrameQueue<T> {
  #waiting: T[] = []
  #scheduled = false
  readonly #deliver: (events: T[]) => void
  readonly #schedule: Schedule
  readonly #slice: number

  /** `slice`: most events that are delivered at once; fewer where each is a lot of work. */
  constructor(deliver: (events: T[]) => void, schedule: Schedule = nextFrame, slice = SLICE) {
    this.#deliver = deliver
    this.#schedule = schedule
    this.#slice = slice
  }

  push(event: T): void {
    this.#waiting.push(event)
    this.#plan()
  }

  /** Forgets what has not been delivered. */
  clear(): void {
    this.#waiting = []
  }

  #plan(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    let ran = false
    const run = () => {
      if (ran) return
      ran = true
      clearTimeout(fallback)
      this.#scheduled = false
      this.#drain()
    }
    const fallback = setTimeout(run, HIDDEN_DELAY_MS * 4)
    // Taken off this object: the browser's own functions refuse to be called as its method.
    const schedule = this.#schedule
    schedule(run)
  }

  #drain(): void {
    // A hidden page is given a turn once a minute, and has nothing to draw: what is left for later then only grows.
    const until = document.hidden ? Number.POSITIVE_INFINITY : performance.now() + BUDGET_MS
    while (this.#waiting.length > 0 && performance.now() < until) {
      const slice = this.#waiting.slice(0, this.#slice)
      this.#waiting = this.#waiting.slice(this.#slice)
      this.#deliver(slice)
    }
    if (this.#waiting.length > 0) this.#plan()
  }
}
