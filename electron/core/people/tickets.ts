import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { newToken, type Session, tokenHash } from './session.ts'

/** How long a ticket waits for its browser, milliseconds. */
const TICKET_MS = 60_000
/** Tickets that may wait at once; the oldest goes first. */
const WAITING = 100

/** What a page trades for a cookie: works once, soon, and only for the place that signed in. */
export class Tickets {
  readonly #clock: Clock
  readonly #waiting = new Map<string, { session: Session; hash: Buffer; untilMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A ticket for the session's token. */
  issue(session: Session): string {
    const ticket = newToken()
    const hash = tokenHash(ticket)
    this.#waiting.set(hash.toString('hex'), {
      session,
      hash,
      untilMs: this.#clock.monotonicMs() + TICKET_MS,
    })
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > WAITING && oldest !== undefined) this.#waiting.delete(oldest)
    return ticket
  }

  /** The session whose token it buys; null for a ticket that is unknown, spent, late, of another place, or whose session ended. */
  spend(ticket: string, place: string): Session | null {
    const hash = tokenHash(ticket)
    const key = hash.toString('hex')
    const found = this.#waiting.get(key)
    if (found === undefined || !timingSafeEqual(found.hash, hash)) return null
    this.#waiting.delete(key)
    const isLate = found.untilMs < this.#clock.monotonicMs()
    return isLate || !found.session.isOpen || found.session.place !== place ? null : found.session
  }
}
