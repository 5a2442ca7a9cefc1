import type { SiteId } from '../../../shared/ids.ts'

/** Whose key seals something: a site's, or (null) the fleet's own. */
export type KeySite = SiteId | null

/** A record of a site, e.g. `{ kind: 'credential', id }`; both are part of what is sealed, so two can't be swapped. */
export interface RecordRef {
  readonly kind: string
  readonly id: string
}

/** What one derivation of Argon2id costs; never below `costFloor`. */
export interface Argon2Cost {
  readonly memoryKib: number
  readonly passes: number
}

/** How the operating system keeps one small secret for this user; the desktop's shell may bring its own. */
export interface Keychain {
  /** Null where it can be used, otherwise why not, in words. */
  unavailable(): Promise<string | null>
  /** Null where it holds nothing of this name; the caller wipes what it gets. `AppError` keychain.unavailable. */
  get(name: string): Promise<Buffer | null>
  /** `AppError` keychain.unavailable. */
  set(name: string, secret: Uint8Array): Promise<void>
  /** Nothing of this name is nothing to do. `AppError` keychain.unavailable. */
  remove(name: string): Promise<void>
  /** Gives up whatever is still waited for, and everything asked after. */
  close?(): void
}
