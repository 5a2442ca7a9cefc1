import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { type Caller, endOf } from './caller.ts'

/** Shortest time between two deliveries of one stream; what happens meanwhile is merged. */
export const PACE_MS = 100

/** A flag that one waiter sleeps on; setting it many times wakes it once. */
export class Wake {
  #set = false
  #resolve: (() => void) | null = null

  /** Raises the flag. */
  set(): void {
    this.#set = true
    this.#resolve?.()
  }

  /** Resolves true when the flag is raised (and lowers it), false when `signal` aborts. */
  async wait(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return false
    if (!this.#set) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#resolve = resolve
      const onAbort = () => resolve()
      signal?.addEventListener('abort', onAbort, { once: true })
      await promise
      signal?.removeEventListener('abort', onAbort)
      this.#resolve = null
    }
    if (signal?.aborted) return false
    this.#set = false
    return true
  }
}

/**
 * Runs a stream that opens with a snapshot and then sends what gathered since the last delivery.
 * `subscribe` is called before `snapshot`, so nothing between the two is lost; `flush` returns the
 * merged events and forgets them. Waits for the channel, never queues more than `flush` holds. Ends when whoever
 * sits there leaves or their rights change.
 */
export async function* conflated<T>(
  caller: Caller,
  given: AbortSignal | undefined,
  parts: {
    subscribe(changed: () => void): () => void
    snapshot(): Iterable<T>
    flush(): Iterable<T>
    paceMs?: number
    /** Tells of who comes and goes, so it outlives them. */
    acrossSeats?: boolean
  },
): AsyncGenerator<T, void, void> {
  const end = endOf(caller, given)
  const ends = [...(end ? [end] : []), ...(parts.acrossSeats ? [] : [caller.seat.epoch])]
  const signal = ends.length === 0 ? undefined : AbortSignal.any(ends)
  const wake = new Wake()
  const unsubscribe = parts.subscribe(() => wake.set())
  try {
    for (const event of parts.snapshot()) {
      await caller.channelReady?.(signal)
      if (signal?.aborted) return
      yield event
      // Everybody else is served between two pieces.
      await turn()
    }
    while (await wake.wait(signal)) {
      for (const event of parts.flush()) {
        await caller.channelReady?.(signal)
        if (signal?.aborted) return
        yield event
        await turn()
      }
      await paced(parts.paceMs ?? PACE_MS, signal)
    }
  } finally {
    unsubscribe()
  }
}

async function paced(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    // An abort ends the pause early; the loop that called sees it on the signal.
    if (!signal?.aborted) throw error
  }
}
