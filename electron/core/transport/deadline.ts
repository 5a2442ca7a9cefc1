import { AppError } from '../../../shared/errors.ts'

/** What a wait rejects with when its caller gave up. */
export function cancelled(): AppError {
  return new AppError('cancelled', 'The connection attempt was cancelled.')
}

/** Throws `cancelled` when the signal is aborted already. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled()
}

/**
 * Runs `work` for at most `ms` (0: no bound) and while `signal` lasts; rejects with what `expired`
 * says, or with `cancelled`. `work` gets a signal of its own and must let go of what it holds on abort.
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  expired: () => Error,
): Promise<T> {
  throwIfAborted(signal)
  const controller = new AbortController()
  let onAbort = () => {}
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => {
      const reason = signal.aborted ? cancelled() : expired()
      reject(reason)
      controller.abort(reason)
    }
  })
  const timer = ms > 0 ? setTimeout(onAbort, ms) : undefined
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(controller.signal), ended])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/** A stage's clock that stands still while a person is asked. */
export class StageClock {
  readonly #expired: () => void
  #timer: NodeJS.Timeout | undefined
  #leftMs = 0
  #startedAt = 0
  #pauses = 0

  /** `expired` is called at most once for each `start`. */
  constructor(expired: () => void) {
    this.#expired = expired
  }

  /** Begins anew with `ms` (0: no bound); pauses under way stay in force. */
  start(ms: number): void {
    this.stop()
    this.#leftMs = ms
    if (this.#pauses === 0) this.#run()
  }

  /** Stands still until as many `resume`s. */
  pause(): void {
    if (this.#pauses++ > 0 || this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#leftMs = Math.max(1, this.#leftMs - (performance.now() - this.#startedAt))
  }

  resume(): void {
    if (--this.#pauses === 0) this.#run()
  }

  /** Ends the stage; nothing expires any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#leftMs = 0
  }

  #run(): void {
    if (this.#leftMs <= 0) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#leftMs = 0
      this.#expired()
    }, this.#leftMs)
  }
}
