import { AppError } from '../../../shared/errors.ts'
import type { Clock } from '../clock.ts'

/** Gives a place back; safe to call again. */
export type Release = () => void

interface Waiter {
  admit: () => void
  /** Lower goes first. */
  rank: number
}

/**
 * A bound on hosts that connect at the same time. A place is given back by itself after `leaseMs`: who
 * still waits for an answer by then costs nothing, and must not keep reachable hosts from their turn.
 */
export class ConnectGate {
  readonly #clock: Clock
  readonly #limit: number
  readonly #leaseMs: number
  readonly #waiting: Waiter[] = []
  #taken = 0
  #onlyUrgent = false

  constructor(clock: Clock, limit = 16, leaseMs = 3_000) {
    this.#clock = clock
    this.#limit = limit
    this.#leaseMs = leaseMs
  }

  /** Places taken now. */
  get taken(): number {
    return this.#taken
  }

  /** While true only those of negative rank are let in: the local network is suspected, and one host is probed. */
  set onlyUrgent(value: boolean) {
    this.#onlyUrgent = value
    this.#next()
  }

  /** Hosts that wait for a place. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves with a place, those of lower `rank` first; rejects `cancelled` when the signal aborts before. */
  enter(signal: AbortSignal, rank = 0): Promise<Release> {
    if (signal.aborted) return Promise.reject(new AppError('cancelled', 'Connecting was cancelled.'))
    const { promise, resolve, reject } = Promise.withResolvers<Release>()
    const waiter: Waiter = {
      rank,
      admit: () => {
        signal.removeEventListener('abort', onAbort)
        resolve(this.#take())
      },
    }
    const onAbort = () => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      reject(new AppError('cancelled', 'Connecting was cancelled.'))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const after = this.#waiting.findIndex(other => other.rank > rank)
    this.#waiting.splice(after === -1 ? this.#waiting.length : after, 0, waiter)
    this.#next()
    return promise
  }

  #take(): Release {
    this.#taken += 1
    let held = true
    const release = () => {
      if (!held) return
      held = false
      cancelLease()
      this.#taken -= 1
      this.#next()
    }
    const cancelLease = this.#clock.after(this.#leaseMs, release)
    return release
  }

  #next(): void {
    while (this.#taken < this.#limit) {
      const waiter = this.#waiting[0]
      if (waiter === undefined || (this.#onlyUrgent && waiter.rank >= 0)) return
      this.#waiting.shift()
      waiter.admit()
    }
  }
}
