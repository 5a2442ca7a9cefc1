import type { DomainUuid } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'

/** Gathers what is to be read again and hands it over once a window, so that a storm about a machine costs one reading. */
export class Gathered<What extends string> {
  readonly #clock: Clock
  readonly #windowMs: number
  readonly #work: (wanted: Map<DomainUuid, Set<What>>) => void
  #wanted = new Map<DomainUuid, Set<What>>()
  #cancel: (() => void) | null = null
  #closed = false

  constructor(clock: Clock, windowMs: number, work: (wanted: Map<DomainUuid, Set<What>>) => void) {
    this.#clock = clock
    this.#windowMs = windowMs
    this.#work = work
  }

  get pending(): boolean {
    return this.#wanted.size > 0
  }

  add(uuid: DomainUuid, ...whats: What[]): void {
    if (this.#closed) return
    let wanted = this.#wanted.get(uuid)
    if (!wanted) {
      wanted = new Set()
      this.#wanted.set(uuid, wanted)
    }
    for (const what of whats) wanted.add(what)
    this.#cancel ??= this.#clock.after(this.#windowMs, () => this.flush())
  }

  /** Hands over what has gathered, now. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#wanted.size === 0) return
    const wanted = this.#wanted
    this.#wanted = new Map()
    this.#work(wanted)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = null
    this.#wanted.clear()
  }
}
