import { cancelled, throwIfAborted } from '../deadline.ts'

/** A number of slots given out in the order they were asked for. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  /** Waits for a slot; the returned function gives it back and may be called again without effect. */
  async take(signal: AbortSignal): Promise<() => void> {
    throwIfAborted(signal)
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    let given = false
    return () => {
      if (given) return
      given = true
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const go = () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }
    const onAbort = () => {
      this.#waiting.splice(this.#waiting.indexOf(go), 1)
      reject(cancelled())
    }
    this.#waiting.push(go)
    signal.addEventListener('abort', onAbort, { once: true })
    return promise
  }
}
