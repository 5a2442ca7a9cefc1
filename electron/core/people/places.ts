import { randomUUID, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { PersonId, SessionId } from '../../../shared/ids.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { Seat } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { OpenKeys } from '../vault/index.ts'
import { PlaceSeat, type SeatKeeper } from './seat.ts'
import { Session, tokenHash } from './session.ts'
import { Tickets } from './tickets.ts'
import type { Leaving, SeatRequest } from './types.ts'

/** Longest description of a place, characters. */
const WHERE_CHARS = 200
/** A person's input is noted at most this often, milliseconds. */
const TOUCH_MS = 1_000

/** A browser, a window or a connection of its own, with who signed in there. */
interface Place {
  readonly key: string
  /** Ends with its last connection. */
  readonly own: boolean
  readonly seats: Set<PlaceSeat>
  session: Session | null
  /** Who locked it; null after a sign-out. */
  lockedAs: PersonId | null
  /** How the last session here ended; then nobody is signed in by itself. Null where none was, or its window went. */
  leftBy: Exclude<Leaving, 'gone'> | null
  stopTimers: () => void
}

/** What places need of the rest. */
export interface PlacesParts {
  store: Pick<Store, 'database'>
  clock: Clock
  log: Logger
  policies: () => Policies['session']
  /** Whether a session locks by itself for want of input. */
  locksIdle(session: Session): boolean
  keeper: Omit<SeatKeeper, 'closed'>
  /** After a session was opened or has ended. */
  came(session: Session): void
  /** After what sessions' people may do became another. */
  narrowed(): void
  went(session: Session, how: Leaving): void
}

/** Every place with its session, and every seat there; sessions end here, by whatever cause. */
export class Places {
  readonly #parts: PlacesParts
  readonly #places = new Map<string, Place>()
  readonly #seats = new Map<string, PlaceSeat>()
  readonly #tickets: Tickets

  constructor(parts: PlacesParts) {
    this.#parts = parts
    this.#tickets = new Tickets(parts.clock)
    // Sessions of a core that ended: the keys that they held are gone.
    parts.store.database.run('DELETE FROM sessions')
  }

  /** A seat for a connection; it takes over the place's session where its token proves that. */
  sit(request: SeatRequest): PlaceSeat {
    const own = request.place === undefined
    const key = `${request.shell}:${request.place ?? randomUUID()}`
    const place = this.#place(key, own)
    const seat = new PlaceSeat(
      { ...this.#parts.keeper, closed: each => this.#closed(each) },
      {
        shell: request.shell,
        place: key,
        where: request.where === null ? null : request.where.slice(0, WHERE_CHARS),
      },
    )
    this.#seats.set(seat.id, seat)
    place.seats.add(seat)
    this.#expire(place)
    const { session } = place
    if (session !== null && proves(request.token, session)) seat.held = session
    return seat
  }

  /** Seats somebody with whoever sits at the place already, without the proof that is asked of everybody else. */
  join(seat: PlaceSeat, personId: PersonId): void {
    const session = this.#places.get(seat.place)?.session
    if (session?.personId === personId) seat.held = session
  }

  seat(id: string): PlaceSeat | undefined {
    return this.#seats.get(id)
  }

  /** As it was given; `AppError` session.required for another seat, or one that is closed. */
  at({ id }: Pick<Seat, 'id'>): PlaceSeat {
    const found = this.#seats.get(id)
    if (!found) throw new AppError('session.required', 'This connection has no session of its own.')
    return found
  }

  seats(): Iterable<PlaceSeat> {
    return this.#seats.values()
  }

  /** Who sits there at this moment; a session whose time is up ends here at the latest. */
  sessionAt(seat: PlaceSeat): Session | null {
    const place = this.#places.get(seat.place)
    if (place) this.#expire(place)
    return seat.held
  }

  lockedAs(seat: PlaceSeat): PersonId | null {
    return this.#places.get(seat.place)?.lockedAs ?? null
  }

  /** How the last session here ended; null while one is open, and where none ever was. */
  leftBy(seat: PlaceSeat): Place['leftBy'] {
    return this.#places.get(seat.place)?.leftBy ?? null
  }

  /** Whether nobody sat here before and left on purpose. */
  isFresh(seat: PlaceSeat): boolean {
    const place = this.#places.get(seat.place)
    return place !== undefined && place.session === null && place.leftBy === null
  }

  /** Every open session. */
  sessions(): Session[] {
    return [...this.#places.values()].flatMap(({ session }) => session ?? [])
  }

  isConnected(session: Session): boolean {
    return [...(this.#places.get(session.place)?.seats ?? [])].some(seat => seat.held === session)
  }

  /** Opens a session at the seat's place, for all of its seats; one that was open there ends. */
  open(seat: PlaceSeat, personId: PersonId, keys: OpenKeys | null): Session {
    const place = this.#place(seat.place, false)
    if (place.session) this.#end(place, place.session, 'signOut')
    const nowMs = this.#parts.clock.nowMs()
    const session = new Session({
      personId,
      shell: seat.shell,
      place: place.key,
      where: seat.where,
      nowMs,
      untilMs: nowMs + this.#parts.policies().absoluteMinutes * 60_000,
      keys,
    })
    this.#parts.store.database.run(
      'INSERT INTO sessions (id, person_id, token_hash, shell, place, opened_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
      session.id,
      personId,
      session.hash,
      session.shell,
      place.key,
      nowMs,
      session.untilMs,
    )
    place.session = session
    place.lockedAs = null
    place.leftBy = null
    this.#arm(place, session)
    for (const each of place.seats) each.held = session
    this.#parts.came(session)
    this.#turn(place, new AppError('rights.changed', 'Somebody signed in here.'))
    return session
  }

  /** A ticket for the browser where the session was opened. */
  ticket(session: Session): string {
    return this.#tickets.issue(session)
  }

  /** The token that a ticket buys at this place, with the milliseconds that it is good for at most. */
  trade(ticket: string, shell: Seat['shell'], place: string): { token: string; maxAgeMs: number } | null {
    const session = this.#tickets.spend(ticket, `${shell}:${place}`)
    const token = session?.claimToken() ?? null
    if (session === null || token === null) return null
    return { token, maxAgeMs: Math.max(0, session.untilMs - this.#parts.clock.nowMs()) }
  }

  /** A person's input at this seat: the idle time begins anew. */
  touch(seat: PlaceSeat): void {
    const session = this.sessionAt(seat)
    const place = this.#places.get(seat.place)
    const nowMs = this.#parts.clock.nowMs()
    if (!session || !place || Math.abs(nowMs - session.lastSeenMs) < TOUCH_MS) return
    session.lastSeenMs = nowMs
    this.#arm(place, session)
  }

  /** Ends the seat's session, if there is one. */
  leave(seat: PlaceSeat, how: Leaving): void {
    const place = this.#places.get(seat.place)
    if (place?.session) this.#end(place, place.session, how)
  }

  /** A place is gone for good: a browser signed out, a window closed. */
  remove(shell: Seat['shell'], name: string): void {
    const place = this.#places.get(`${shell}:${name}`)
    if (!place) return
    if (place.session) this.#end(place, place.session, 'gone')
    // Whoever opens it again begins anew.
    place.lockedAs = null
    place.leftBy = null
    if (place.seats.size === 0) this.#places.delete(place.key)
  }

  /** Ends one session; false where there is none of this id. */
  end(id: SessionId, how: Leaving): boolean {
    for (const place of this.#places.values())
      if (place.session?.id === id) {
        this.#end(place, place.session, how)
        return true
      }
    return false
  }

  /** Ends every session that matches. */
  endAll(how: Leaving, matches: (session: Session) => boolean): void {
    for (const place of [...this.#places.values()])
      if (place.session && matches(place.session)) this.#end(place, place.session, how)
  }

  /** What these sessions' people may do became another: open streams end and are opened anew by who may. */
  narrow(matches: (seat: PlaceSeat) => boolean, reason: AppError): void {
    for (const seat of [...this.#seats.values()])
      if (matches(seat)) {
        seat.turn(reason)
        seat.moved()
      }
    this.#parts.narrowed()
  }

  /** The policy changed: every session's times by what holds now. */
  rearm(): void {
    for (const place of this.#places.values()) if (place.session) this.#arm(place, place.session)
    for (const seat of this.#seats.values()) seat.moved()
  }

  close(): void {
    this.endAll('gone', () => true)
    for (const seat of [...this.#seats.values()]) seat.close()
  }

  #place(key: string, own: boolean): Place {
    const found = this.#places.get(key)
    if (found) return found
    const place: Place = {
      key,
      own,
      seats: new Set(),
      session: null,
      lockedAs: null,
      leftBy: null,
      stopTimers: () => undefined,
    }
    this.#places.set(key, place)
    return place
  }

  #arm(place: Place, session: Session): void {
    place.stopTimers()
    const { clock, policies } = this.#parts
    const nowMs = clock.nowMs()
    const { idleLockMinutes } = policies()
    const locks = idleLockMinutes !== null && this.#parts.locksIdle(session)
    session.idleUntilMs = locks ? session.lastSeenMs + idleLockMinutes * 60_000 : Number.POSITIVE_INFINITY
    const leaveIn = (ms: number, how: Leaving) =>
      clock.after(Math.max(0, ms), () => this.#end(place, session, how))
    const ends = [leaveIn(session.untilMs - nowMs, 'expired')]
    if (locks) ends.push(leaveIn(session.idleUntilMs - nowMs, 'idle'))
    place.stopTimers = () => {
      for (const end of ends) end()
    }
  }

  /** Timers stand still while the computer sleeps: the wall says whether the time is up. */
  #expire(place: Place): void {
    const { session } = place
    if (!session) return
    const nowMs = this.#parts.clock.nowMs()
    if (nowMs >= session.untilMs) this.#end(place, session, 'expired')
    else if (nowMs >= session.idleUntilMs) this.#end(place, session, 'idle')
  }

  #end(place: Place, session: Session, how: Leaving): void {
    if (place.session !== session) return
    place.stopTimers()
    place.session = null
    const keepsName = how === 'lock' || how === 'idle' || how === 'expired' || how === 'changed'
    place.lockedAs = keepsName ? session.personId : null
    place.leftBy = how === 'gone' ? null : how
    session.close()
    for (const seat of place.seats) if (seat.held === session) seat.held = null
    try {
      this.#parts.store.database.run('DELETE FROM sessions WHERE id = ?', session.id)
    } catch (error) {
      // It is ended in memory, which is what counts; the row goes at the next start at the latest.
      this.#parts.log.error({ err: error }, 'an ended session could not be removed from the database')
    }
    this.#parts.went(session, how)
    this.#turn(place, ended(how))
  }

  #turn(place: Place, reason: AppError): void {
    for (const seat of [...place.seats]) {
      seat.turn(reason)
      seat.moved()
    }
  }

  #closed(seat: PlaceSeat): void {
    this.#seats.delete(seat.id)
    const place = this.#places.get(seat.place)
    if (!place) return
    place.seats.delete(seat)
    seat.turn(ended('gone'))
    if (place.seats.size > 0) return
    if (place.own && place.session) this.#end(place, place.session, 'gone')
    if (place.own || (place.session === null && place.leftBy === null)) this.#places.delete(place.key)
  }
}

function proves(token: string | null | undefined, session: Session): boolean {
  return token != null && timingSafeEqual(tokenHash(token), session.hash)
}

const words: Record<Leaving, string> = {
  lock: 'This window was locked.',
  idle: 'This window was locked: nobody touched it for a while.',
  expired: 'This session’s time is up.',
  signOut: 'You signed out.',
  gone: 'This window was closed.',
  ended: 'This session was ended.',
  changed: 'The account or its passphrase was changed.',
  disabled: 'The account was disabled.',
  removed: 'The account was removed.',
}

const ended = (how: Leaving): AppError =>
  new AppError('session.ended', words[how], { next: 'Sign in again.' })
