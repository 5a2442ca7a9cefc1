import { AppError } from '../../../shared/errors.ts'

/** Derivations that may wait; more are turned away. */
const WAITING = 16
const TURNED_AWAY_MS = 2_000

/** Lets a few costly derivations run at once, so that many tries can't take the memory of the whole computer. */
export class Gate {
  readonly #atOnce: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** Runs the work when there is room; `AppError` signIn.delayed where too many wait. */
  async run<T>(nowMs: number, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= WAITING)
        throw new AppError('signIn.delayed', 'Too many people sign in at this moment.', {
          next: 'Try again in a few seconds.',
          data: { retryAtMs: nowMs + TURNED_AWAY_MS },
        })
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    } else this.#running += 1
    try {
      return await work()
    } finally {
      // The room is handed on, so nobody slips in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}
