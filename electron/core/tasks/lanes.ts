/** Runs work in lanes: at most `width` at a time in each, the others in order; a waiting one can be withdrawn. */
export class Lanes<Key> {
  readonly #width: number
  readonly #lanes = new Map<Key, { running: number; waiting: (() => void)[] }>()

  constructor(width: number) {
    this.#width = width
  }

  /** Resolves to a release function when there is room; rejects with the signal's reason when it aborts first. */
  async enter(key: Key, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    const lane = this.#lanes.get(key) ?? { running: 0, waiting: [] }
    this.#lanes.set(key, lane)
    if (lane.running >= this.#width) await this.#turn(lane, signal)
    else lane.running++
    let released = false
    return () => {
      if (released) return
      released = true
      const next = lane.waiting.shift()
      if (next) return next()
      lane.running--
      if (lane.running === 0) this.#lanes.delete(key)
    }
  }

  /** A place is handed from one who leaves straight to the first who waits. */
  #turn(lane: { waiting: (() => void)[] }, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        lane.waiting.splice(lane.waiting.indexOf(go), 1)
        reject(signal.reason)
      }
      lane.waiting.push(go)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
