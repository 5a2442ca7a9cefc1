import type { PersonId } from '../../../shared/ids.ts'
import type { Grant } from '../../../shared/models/access.ts'
import type { Clock } from '../clock.ts'
import type { GrantBook } from './grantBook.ts'

/** Grants that end by themselves are looked after at least this often: the wall clock may jump. */
const LOOK_MS = 600_000

/** What the end of grants needs of the rights. */
export interface GrantEndsParts {
  book: Pick<GrantBook, 'data' | 'isOver' | 'peopleOf'>
  clock: Clock
  /** Whether somebody is there who can sign that they are gone. */
  mayRemove(): boolean
  /** Removes what is over; these people are concerned. */
  remove(people: ReadonlySet<PersonId>): void
  /** It can't be removed now, and gives nothing any more. */
  over(people: ReadonlySet<PersonId>): void
}

/** Grants with an end: what is over gives nothing, and goes as soon as somebody is there who can sign that. */
export class GrantEnds {
  readonly #parts: GrantEndsParts
  #cancelTimer: (() => void) | null = null
  /** Grants that are over and stay until somebody can sign that, of which their people were told. */
  #told: ReadonlySet<string> = new Set()

  constructor(parts: GrantEndsParts) {
    this.#parts = parts
  }

  /** Takes away what is over, and looks again when the next is. */
  begin(): void {
    const over = this.over()
    const { book } = this.#parts
    if (over.length > 0 && this.#parts.mayRemove()) {
      this.#parts.remove(book.peopleOf(over))
      return
    }
    this.plan()
    // Once: whoever is told of other rights sees everything anew.
    const news = over.filter(({ id }) => !this.#told.has(id))
    this.#told = new Set(over.map(({ id }) => id))
    if (news.length > 0) this.#parts.over(book.peopleOf(news))
  }

  /** Grants whose time is up: they give nothing any more, whether they could be removed or not. */
  over(): Grant[] {
    const { book, clock } = this.#parts
    const nowMs = clock.nowMs()
    return book.data.grants.filter(grant => book.isOver(grant, nowMs))
  }

  /** Looks again when the next grant ends. */
  plan(): void {
    const { book, clock } = this.#parts
    this.#cancelTimer?.()
    const nowMs = clock.nowMs()
    const ends = book.data.grants.flatMap(grant =>
      grant.untilMs === null || book.isOver(grant, nowMs) ? [] : grant.untilMs,
    )
    if (ends.length === 0) return
    const leftMs = Math.min(...ends) - nowMs
    this.#cancelTimer = clock.after(Math.min(leftMs, LOOK_MS), () => this.begin())
  }

  close(): void {
    this.#cancelTimer?.()
  }
}
