import type { PersonId, SessionId } from '../../../shared/ids.ts'
import type { Person, PersonSession, SessionState } from '../../../shared/models/access.ts'
import type { Seat } from '../access/types.ts'

/** How many use this data folder: nobody chose yet, one person of this computer, or several people. */
export type SetUp = SessionState['setUp']

/** A shell asks for a seat for one of its connections. */
export interface SeatRequest {
  shell: Seat['shell']
  /** What the shell says of itself (a browser's words, a terminal), bounded; null for nothing. */
  where: string | null
  /**
   * Connections of one place share one person: the id of a browser's session, of a window. Absent: a place of
   * its own, which ends with the connection.
   */
  place?: string
  /** Token of the session that this place was signed in with; a token of any other place opens nothing. */
  token?: string | null
}

/** A connection with whoever sits there; closed by the shell when the connection ends. */
export interface PersonSeat extends Seat {
  readonly place: string
  /** What a window needs to know of it. */
  state(): SessionState
  /** Called after everything that `state` tells may have changed; the returned function ends that. */
  onChange(callback: () => void): () => void
  close(): void
}

/** A person who is there with an open session, and what they sit under. */
export interface Present {
  readonly personId: PersonId
  readonly session: SessionId
  readonly shell: Seat['shell']
  readonly access: Seat['access']
}

/** A session without what proves it. */
export type SessionView = Omit<PersonSession, 'isOwn'>

/** What accounts are asked for from other parts of the core. */
export interface Accounts {
  list(): Person[]
  /** Undefined where there is none any more. */
  get(id: PersonId): Person | undefined
  /** Called after any change of any account. */
  onChange(callback: () => void): () => void
}

/** What a sign-in leaves: the state, and what a browser trades for its cookie. */
export interface SignInAnswer {
  state: SessionState
  ticket: string | null
}

/**
 * `core.people`: who has an account, who sits where, and how they came there. Everything that takes a `Seat`
 * acts on that connection's place; a seat that `sit` did not give is refused with `session.required`.
 */
export interface PeopleService extends Accounts {
  readonly setUpAs: SetUp
  /** Gives a connection its seat; signs in by itself where one person of this computer needs no ceremony. */
  sit(request: SeatRequest): Promise<PersonSeat>
  /** The seat that was given under this id; undefined for one that nobody can lose (`ownerSeat`). */
  seat(id: string): PersonSeat | undefined
  /** Everyone who is there now. */
  present(): Present[]
  /** Called after anyone came, went, or had their rights changed. */
  onPresence(callback: () => void): () => void
  /** Spends a ticket of `place`: the token for its cookie, or null. */
  trade(ticket: string, place: string): { token: string; maxAgeMs: number } | null
  /** The place's session ends and its seats are empty; what it was is shown as locked where `lock`. */
  leave(place: string, how: 'lock' | 'signOut' | 'gone'): void
  /** Locks every place of this shell. */
  lockAll(shell: Seat['shell']): void
  close(): void
}
