/**
 * What somebody saw last of one kind of thing, while anybody listens: so that what leaves their sight can be told
 * as gone, and nothing is ever told of what they never saw.
 */
export class Seen<Id> {
  readonly #look: () => Iterable<Id>
  #ids: Set<Id> | null = null
  #listeners = 0

  constructor(look: () => Iterable<Id>) {
    this.#look = look
  }

  /** Begins to remember; the returned function ends it. */
  begin(): () => void {
    this.#ids ??= new Set(this.#look())
    this.#listeners++
    let on = true
    return () => {
      if (!on) return
      on = false
      this.#listeners--
      if (this.#listeners === 0) this.#ids = null
    }
  }

  has(id: Id): boolean {
    return this.#ids?.has(id) === true
  }

  /** Whether it was seen before; from now on it is seen, or not. */
  mark(id: Id, isSeen: boolean): boolean {
    const before = this.has(id)
    if (isSeen) this.#ids?.add(id)
    else this.#ids?.delete(id)
    return before
  }

  /** Looks at everything again: what came into sight and what left it. */
  again(): { came: Id[]; left: Id[] } {
    const before = this.#ids ?? new Set<Id>()
    const now = new Set(this.#look())
    if (this.#ids) this.#ids = now
    return { came: [...now].filter(id => !before.has(id)), left: [...before].filter(id => !now.has(id)) }
  }
}

/** Listeners that share one subscription to the core: it is taken with the first and given back with the last. */
export class Listeners<Event> {
  readonly #all = new Set<(event: Event) => void>()
  readonly #begin: (tell: (event: Event) => void) => () => void
  #end: (() => void) | null = null

  constructor(begin: (tell: (event: Event) => void) => () => void) {
    this.#begin = begin
  }

  add(callback: (event: Event) => void): () => void {
    // A wrapper of its own, so that one callback that is added twice is told twice.
    const own = (event: Event) => callback(event)
    this.#all.add(own)
    this.#end ??= this.#begin(event => {
      for (const each of [...this.#all]) each(event)
    })
    return () => {
      if (!this.#all.delete(own) || this.#all.size > 0) return
      this.#end?.()
      this.#end = null
    }
  }
}
