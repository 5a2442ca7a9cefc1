import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { AppError } from '../../../shared/errors.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { SessionState } from '../../../shared/models/access.ts'
import type { Access, Seat } from '../access/types.ts'
import type { Session } from './session.ts'
import type { PersonSeat } from './types.ts'

/** What a seat asks of those who keep it. */
export interface SeatKeeper {
  accessAt(seat: PlaceSeat): Access
  stateAt(seat: PlaceSeat): SessionState
  isElevated(seat: PlaceSeat): boolean
  closed(seat: PlaceSeat): void
}

/** A connection at a place, with whoever sits there. */
export class PlaceSeat implements PersonSeat {
  readonly id = randomUUID()
  readonly shell: Seat['shell']
  readonly place: string
  readonly where: string | null
  readonly #keeper: SeatKeeper
  readonly #listeners = new Set<() => void>()
  #epoch = freshEpoch()
  #isClosed = false
  /** Who sits here; set only by whoever keeps the places. */
  held: Session | null = null

  constructor(keeper: SeatKeeper, parts: { shell: Seat['shell']; place: string; where: string | null }) {
    this.#keeper = keeper
    this.shell = parts.shell
    this.place = parts.place
    this.where = parts.where
  }

  get access(): Access {
    return this.#keeper.accessAt(this)
  }

  get session(): SessionId | null {
    return this.held?.id ?? null
  }

  get elevated(): boolean {
    return this.#keeper.isElevated(this)
  }

  get epoch(): AbortSignal {
    return this.#epoch.signal
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  state(): SessionState {
    return this.#keeper.stateAt(this)
  }

  claimToken(): string | null {
    return this.held?.claimToken() ?? null
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  /** Something that `state` tells may be another. */
  moved(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  /** Ends every open stream with this reason; what is opened from now on is for whoever sits here now. */
  turn(reason: AppError): void {
    const before = this.#epoch
    this.#epoch = freshEpoch()
    before.abort(reason)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#listeners.clear()
    this.#keeper.closed(this)
  }
}

function freshEpoch(): AbortController {
  const epoch = new AbortController()
  // Every open stream of a connection listens.
  setMaxListeners(0, epoch.signal)
  return epoch
}
