import type { PersonId } from '../../../shared/ids.ts'
import type { KeychainState } from '../../../shared/models/access.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { OpenKeys } from './ring.ts'
import type { Argon2Cost, Keychain, KeySite, RecordRef } from './types.ts'

export { OpenKeys } from './ring.ts'
export type * from './types.ts'

/** Zeroes a buffer that held a secret. */
export const wipe = (...buffers: Uint8Array[]): void => {
  for (const buffer of buffers) buffer.fill(0)
}

/** What the vault is made of. */
export interface VaultParts {
  store: Store
  clock: Clock
  log: Logger
  /** The operating system's unless told. */
  keychain?: Keychain
}

/**
 * Secrets at rest: a person's passphrase opens their key pair, that the keys of their sites, those the records.
 * Everything but the derivation of passphrases and the keychain is synchronous, so a caller may put it into a
 * transaction of the store. See docs/vault.md.
 */
export class Vault {
  constructor(parts: VaultParts) {
    void parts
  }

  /** What new passphrases cost from now on and older ones after their next sign-in; raised to the floor (64 MiB, 3 passes). */
  setCost(cost: Argon2Cost): void {
    throw later(cost)
  }

  /** Rings that were let in and not closed: what `seal` and `unseal` can use now. */
  get present(): readonly OpenKeys[] {
    return []
  }

  /** Told after rings came or went, or who holds which site's key changed; the returned function ends that. */
  onChange(callback: () => void): () => void {
    void callback
    return () => {}
  }

  // — people —

  isEnrolled(personId: PersonId): boolean {
    void personId
    return false
  }

  /** False for a person who only has the keychain. */
  hasPassphrase(personId: PersonId): boolean {
    void personId
    return false
  }

  /** A printed key that is still good. */
  hasRecoveryKey(personId: PersonId): boolean {
    void personId
    return false
  }

  /** Makes the person's keys. `AppError` name.taken where there are some, keychain.unavailable. The ring is not let in yet. */
  async enrol(
    personId: PersonId,
    by: { passphrase: string } | { unlockKey: 'keychain' },
    signal?: AbortSignal,
  ): Promise<OpenKeys> {
    throw later(personId, by, signal)
  }

  /**
   * Null where the passphrase is wrong. Null for the person, or one without keys, costs the same derivation.
   * The ring holds no site's key until `admit`. `AppError` vault.damaged.
   */
  async open(personId: PersonId | null, passphrase: string, signal?: AbortSignal): Promise<OpenKeys | null> {
    throw later(personId, passphrase, signal)
  }

  /** `AppError` keychain.unavailable, or keychain.empty where it holds nothing (that fits) for this person. */
  async openByKeychain(personId: PersonId): Promise<OpenKeys> {
    throw later(personId)
  }

  /**
   * Sets a new passphrase by the printed key, which is spent with it, in one step; answers the ring and the next
   * printed key. Null where the key is not this person's; `AppError` recovery.refused where it is mistyped.
   */
  async openByRecovery(
    personId: PersonId | null,
    recoveryKey: string,
    next: string,
    signal?: AbortSignal,
  ): Promise<{ keys: OpenKeys; recoveryKey: string } | null> {
    throw later(personId, recoveryKey, next, signal)
  }

  /** After the second factor: from here on what this person's sites seal can be used. Safe to call again. */
  admit(keys: OpenKeys): void {
    throw later(keys)
  }

  /** Wraps the person's keys anew and nothing else; also gives a first passphrase to who only had the keychain. */
  async changePassphrase(keys: OpenKeys, next: string, signal?: AbortSignal): Promise<void> {
    throw later(keys, next, signal)
  }

  /**
   * New keys for someone who forgot theirs: `by`'s sites' keys are sealed to them again, personal records, the
   * keychain's entry and the printed key are dropped, their open rings closed. Where `by` is null nobody is left
   * who could: sites that only this person could open lose their secrets (`wouldLose` tells which, before).
   */
  async resetPassphrase(
    personId: PersonId,
    next: string,
    by: OpenKeys | null,
    signal?: AbortSignal,
  ): Promise<void> {
    throw later(personId, next, by, signal)
  }

  /** A new printed key; the one before is worth nothing. Groups of four letters and digits, not stored anywhere. */
  makeRecoveryKey(keys: OpenKeys): string {
    throw later(keys)
  }

  /** Puts an unlock key of this person into the keychain, or takes it out. `AppError` keychain.unavailable. */
  async remember(keys: OpenKeys, on: boolean): Promise<void> {
    throw later(keys, on)
  }

  /** People whose unlock key was put into a keychain (perhaps not this computer's). */
  remembered(): PersonId[] {
    return []
  }

  async keychainState(personId: PersonId | null): Promise<KeychainState> {
    throw later(personId)
  }

  /** Records that nobody could open any more without this person's keys. */
  wouldLose(personId: PersonId): RecordRef[] {
    void personId
    return []
  }

  /** Removes everything of the person and closes their rings; keys that they held are rotated. */
  async forgetPerson(personId: PersonId): Promise<void> {
    throw later(personId)
  }

  // — sites' keys —

  /**
   * Makes the holders of every site's key (null: the fleet's) exactly these people. To whoever is new it is sealed
   * as soon as a ring that holds it is let in, now if one is; whoever is not named any more loses it and the key is
   * rotated, likewise. Call it whenever rights, people or sites changed; the same answer costs no write.
   */
  syncHolders(entitled: (siteId: KeySite) => readonly PersonId[]): void {
    throw later(entitled)
  }

  /** Sites whose key somebody lost and that wait for a ring that holds it. */
  get rotationDue(): KeySite[] {
    return []
  }

  /** Whether this person can open what is sealed for the site. */
  holds(siteId: KeySite, personId: PersonId): boolean {
    void [siteId, personId]
    return false
  }

  // — records of sites —

  /**
   * Stores a secret under the site's key, in place of what the record held (perhaps for another site). The caller
   * wipes `secret`. `AppError` vault.closed where nobody is there, vault.noKey where nobody there may (only `by`,
   * if given, is asked).
   */
  seal(siteId: KeySite, ref: RecordRef, secret: Uint8Array, by?: OpenKeys): void {
    throw later(siteId, ref, secret, by)
  }

  /** The secret, for the caller to wipe. `AppError` vault.closed, vault.noKey, vault.damaged, credential.unknown. */
  unseal(ref: RecordRef, by?: OpenKeys): Buffer {
    throw later(ref, by)
  }

  /** Whose key seals it; undefined where there is no such record. */
  sealedFor(ref: RecordRef): KeySite | undefined {
    throw later(ref)
  }

  /** Removes a record; none is nothing to do. */
  forget(ref: RecordRef): void {
    throw later(ref)
  }

  // — records of a person —

  /** Stores one personal secret of this kind, e.g. `totp`. */
  sealOwn(keys: OpenKeys, kind: string, secret: Uint8Array): void {
    throw later(keys, kind, secret)
  }

  /** For the caller to wipe; null where there is none. `AppError` vault.damaged, vault.closed. */
  unsealOwn(keys: OpenKeys, kind: string): Buffer | null {
    throw later(keys, kind)
  }

  hasOwn(personId: PersonId, kind: string): boolean {
    void [personId, kind]
    return false
  }

  forgetOwn(personId: PersonId, kind: string): void {
    throw later(personId, kind)
  }

  /** Closes every ring; safe to call again. */
  close(): void {}
}

const later = (...values: unknown[]): Error => new Error(`not built yet (${values.length})`)
