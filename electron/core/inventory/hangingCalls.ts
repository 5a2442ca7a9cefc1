import type { Clock } from '../clock.ts'
import { type CallOptions, LibvirtError, LinkError } from '../libvirt/index.ts'
import type { Places } from './places.ts'

/**
 * Calls that a connection may leave unanswered: libvirt serves only a few of a connection at a time (five unless told
 * otherwise, `max_client_requests`), and this leaves one for everything else.
 */
export const HANGING_MAX = 4

/**
 * Calls that wait for something behind the host: a volume on a dead NFS server, the agent of a guest. One that hangs
 * holds its place in libvirt even when nobody waits for it here any more. So it holds one here too: of these calls
 * only so many are ever unanswered, and everything else goes on.
 */
export class HangingCalls {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #places: readonly Places[]
  readonly #waitMs: number
  readonly #onAnswer: (name: string) => void
  readonly #hanging = new Map<string, number>()

  /** `waitMs`: how long an answer is waited for. `onAnswer`: what hung was answered after all. */
  constructor(options: {
    clock: Clock
    signal: AbortSignal
    places: readonly Places[]
    waitMs: number
    onAnswer?: (name: string) => void
  }) {
    this.#clock = options.clock
    this.#signal = options.signal
    this.#places = options.places
    this.#waitMs = options.waitMs
    this.#onAnswer = options.onAnswer ?? (() => undefined)
  }

  /** How many names hang. */
  get size(): number {
    return this.#hanging.size
  }

  has(name: string): boolean {
    return this.#hanging.has(name)
  }

  /**
   * Asks once there is a place. Rejects LinkError `timeout` without an answer in time, and without asking where
   * something of that name hangs or every place is held by what does. `places`: those of another connection.
   */
  async call<T>(
    name: string,
    make: (bounds: CallOptions) => Promise<T>,
    waitMs: number = this.#waitMs,
    places: readonly Places[] = this.#places,
  ): Promise<T> {
    const taken: Places[] = []
    for (const each of places) if (await each.take()) taken.push(each)
    if (taken.length < places.length || this.has(name)) {
      for (const each of taken) each.give()
      throw unanswered(name)
    }
    const late = Promise.withResolvers<never>()
    let hangs = false
    const cancel = this.#clock.after(waitMs, () => {
      hangs = true
      this.#hanging.set(name, (this.#hanging.get(name) ?? 0) + 1)
      for (const each of taken) each.hangs(true)
      late.reject(unanswered(name))
    })
    const ended = (answered: boolean) => {
      cancel()
      if (hangs) this.#ended(name, taken, answered)
      for (const each of taken) each.give()
    }
    const answer = make({ signal: this.#signal, timeoutMs: null })
    answer.then(
      () => ended(true),
      error => ended(error instanceof LibvirtError),
    )
    return Promise.race([answer, late.promise])
  }

  #ended(name: string, taken: readonly Places[], answered: boolean): void {
    for (const places of taken) places.hangs(false)
    const left = (this.#hanging.get(name) ?? 0) - 1
    if (left > 0) this.#hanging.set(name, left)
    else this.#hanging.delete(name)
    if (answered) this.#onAnswer(name)
  }
}

/** Nobody answered, or nobody was asked because nobody would. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof LinkError && error.kind === 'timeout'

function unanswered(name: string): LinkError {
  return new LinkError('timeout', `the host does not answer what it is asked of ${name.slice(0, 200)}`)
}
