import type { PersonId, SessionId } from '../../../shared/ids.ts'
import type { PersonSession, SessionState } from '../../../shared/models/access.ts'
import type { Access, Seat } from '../access/types.ts'

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
  readonly where: string | null
  /** What a window needs to know of it. */
  state(): SessionState
  /** Called after everything that `state` tells may have changed; the returned function ends that. */
  onChange(callback: () => void): () => void
  /** The token of a session that was opened since, given once: for the shell to keep, never for a page. */
  claimToken(): string | null
  close(): void
}

/** A person who is there with an open session; where nobody has set up people, its owner always is. */
export interface Present {
  readonly personId: PersonId | null
  readonly session: SessionId | null
  readonly access: Access
  /** Under break-glass. */
  readonly elevated: boolean
}

/** A session without what proves it. */
export type SessionView = Omit<PersonSession, 'isOwn'>

/** How a place is left. */
export type Leaving =
  | 'lock'
  | 'signOut'
  | 'gone'
  | 'idle'
  | 'expired'
  | 'ended'
  | 'changed'
  | 'disabled'
  | 'removed'

/** What a sign-in leaves: the state, and what a browser trades for its cookie. */
export interface SignedIn {
  state: SessionState
  ticket: string | null
}
