/**
 * A bounded number of calls that may hang. One takes a place before it is made and gives it back when it is answered,
 * even when nobody waits for it here any more.
 */
export class Places {
  readonly #all: number
  readonly #waiting = new Set<(has: boolean) => void>()
  #taken = 0
  #hanging = 0

  constructor(all: number) {
    this.#all = all
  }

  /** True once there is a place; false where all are held by calls that hang. */
  async take(): Promise<boolean> {
    if (this.#hanging >= this.#all) return false
    if (this.#taken < this.#all) {
      this.#taken++
      return true
    }
    return new Promise(resolve => this.#waiting.add(resolve))
  }

  give(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#taken--
    else {
      this.#waiting.delete(next)
      next(true)
    }
  }

  /** One that has a place hangs, or has been answered after all. */
  hangs(does: boolean): void {
    this.#hanging += does ? 1 : -1
    if (this.#hanging < this.#all) return
    for (const refuse of this.#waiting) refuse(false)
    this.#waiting.clear()
  }
}
