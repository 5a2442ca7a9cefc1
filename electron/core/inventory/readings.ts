/**
 * Readings of one thing, one at a time: two at once could end in the other order, and the older one would have the
 * last word. Whoever asks during one gets the next, which all of them share.
 */
export class Readings<T> {
  readonly #read: () => Promise<T>
  #running: Promise<T> | null = null
  #next: Promise<T> | null = null

  constructor(read: () => Promise<T>) {
    this.#read = read
  }

  /** Resolves with what was read from now on; rejects as the reading does. */
  run(): Promise<T> {
    if (this.#next !== null) return this.#next
    if (this.#running === null) return this.#start()
    const start = () => {
      this.#next = null
      return this.#start()
    }
    this.#next = this.#running.then(start, start)
    return this.#next
  }

  #start(): Promise<T> {
    const running = this.#read().finally(() => {
      if (this.#running === running) this.#running = null
    })
    this.#running = running
    return running
  }
}
