import type { Clock } from '../clock.ts'
import { type CallOptions, LinkError } from '../libvirt/index.ts'

/**
 * Calls that wait for something behind the host: a volume on a dead NFS server, the agent of a guest. libvirt serves
 * only a few calls of a connection at a time (five unless told otherwise, `max_client_requests`), and one that hangs
 * holds its place there even when nobody waits for it here any more. So it holds one here too: of these calls only so
 * many are ever unanswered, and everything else goes on.
 */
export class HangingCalls {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #places: number
  readonly #waitMs: number
  readonly #hanging = new Map<string, number>()
  #unanswered = 0

  /** `waitMs`: how long an answer is waited for. */
  constructor(options: { clock: Clock; signal: AbortSignal; places: number; waitMs: number }) {
    this.#clock = options.clock
    this.#signal = options.signal
    this.#places = options.places
    this.#waitMs = options.waitMs
  }

  /** Asks where a place is free and nothing of that name hangs; otherwise, and without an answer in time, rejects LinkError `timeout`. */
  async call<T>(name: string, make: (bounds: CallOptions) => Promise<T>): Promise<T> {
    if (this.#unanswered >= this.#places || this.#hanging.has(name)) throw unanswered(name)
    this.#unanswered++
    return this.follow(name, make, () => this.#unanswered--)
  }

  /** Asks without taking a place: of what has just answered. One that hangs keeps others of its name from being asked. */
  async follow<T>(
    name: string,
    make: (bounds: CallOptions) => Promise<T>,
    onAnswer: () => void = () => undefined,
  ): Promise<T> {
    const late = Promise.withResolvers<never>()
    let hangs = false
    const cancel = this.#clock.after(this.#waitMs, () => {
      hangs = true
      this.#hanging.set(name, (this.#hanging.get(name) ?? 0) + 1)
      late.reject(unanswered(name))
    })
    const answer = make({ signal: this.#signal, timeoutMs: null }).finally(() => {
      cancel()
      onAnswer()
      if (hangs) this.#answered(name)
    })
    return Promise.race([answer, late.promise])
  }

  #answered(name: string): void {
    const left = (this.#hanging.get(name) ?? 0) - 1
    if (left > 0) this.#hanging.set(name, left)
    else this.#hanging.delete(name)
  }
}

function unanswered(name: string): LinkError {
  return new LinkError('timeout', `the host does not answer what it is asked of ${name.slice(0, 200)}`)
}
