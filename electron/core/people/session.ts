import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type PersonId, SessionId } from '../../../shared/ids.ts'
import type { Elevation, Seat } from '../access/types.ts'
import type { OpenKeys } from '../vault/index.ts'

/** A token's only form that is kept. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** 256 bits that mean nothing. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** A person's open session at one place. Times are Unix ms. */
export class Session {
  readonly id = SessionId.parse(randomUUID())
  readonly personId: PersonId
  readonly shell: Seat['shell']
  readonly place: string
  readonly where: string | null
  readonly openedAtMs: number
  readonly untilMs: number
  readonly hash: Buffer
  /** What the person's passphrase opened; null for one who has no vault. */
  readonly keys: OpenKeys | null
  lastSeenMs: number
  /** Infinity where it never locks by itself. */
  idleUntilMs = Number.POSITIVE_INFINITY
  elevation: Elevation | null = null
  isOpen = true
  #token: string | null

  constructor(parts: {
    personId: PersonId
    shell: Seat['shell']
    place: string
    where: string | null
    nowMs: number
    untilMs: number
    keys: OpenKeys | null
  }) {
    this.personId = parts.personId
    this.shell = parts.shell
    this.place = parts.place
    this.where = parts.where
    this.openedAtMs = parts.nowMs
    this.lastSeenMs = parts.nowMs
    this.untilMs = parts.untilMs
    this.keys = parts.keys
    this.#token = newToken()
    this.hash = tokenHash(this.#token)
  }

  /** The token, once. */
  claimToken(): string | null {
    const token = this.#token
    this.#token = null
    return token
  }

  /** Whether break-glass holds at this moment. */
  isElevated(nowMs: number): boolean {
    return this.elevation !== null && !this.elevation.ended && this.elevation.untilMs > nowMs
  }

  /** Zeroes what it held. */
  close(): void {
    this.isOpen = false
    this.#token = null
    this.keys?.close()
  }
}
