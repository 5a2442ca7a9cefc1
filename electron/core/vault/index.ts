import type { PersonId } from '../../../shared/ids.ts'
import type { KeychainState } from '../../../shared/models/access.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import { isOfStore } from './errors.ts'
import type { PublicKey } from './keys.ts'
import { osKeychain } from './osKeychain.ts'
import { OwnRecords } from './ownRecords.ts'
import { PersonKeys } from './personKeys.ts'
import { Records } from './records.ts'
import { Remembered } from './remembered.ts'
import { keysOf, type OpenKeys } from './ring.ts'
import { Rings } from './rings.ts'
import { keySite, type SiteName, siteName } from './site.ts'
import { SiteKeys } from './siteKeys.ts'
import { mayHold, syncHolders } from './syncHolders.ts'
import { installationId } from './tables/installation.ts'
import { type PeopleTables, peopleTables } from './tables/people.ts'
import { type RecordTable, recordTable } from './tables/records.ts'
import { type SiteKeyTables, siteKeyTables } from './tables/siteKeys.ts'
import { WaysIn } from './waysIn.ts'
import type { Argon2Cost, Keychain, KeySite, RecordRef } from './types.ts'

export { keychainProgram } from './keychain/fork.ts'
export type { KeychainProcess } from './keychain/processKeychain.ts'
export { wipe } from './keys.ts'
export { osKeychain } from './osKeychain.ts'
export type { OpenKeys } from './ring.ts'
export type * from './types.ts'

/** What the vault is made of. */
export interface VaultParts {
  store: Store
  clock: Clock
  log: Logger
  /** The operating system's unless told. */
  keychain?: Keychain | undefined
  /** What says whose public keys are whose; one of its own unless given. */
  register?: Register
}

/**
 * Secrets at rest: a person's passphrase opens their key pair, that the keys of their sites, those the records.
 * Everything but the derivation of passphrases and the keychain is synchronous, so a caller may put it into a
 * transaction of the store. See docs/vault.md.
 */
export class Vault {
  readonly #store: Store
  readonly #log: Logger
  readonly #keychain: Keychain
  readonly #people: PeopleTables
  readonly #keys: SiteKeyTables
  readonly #table: RecordTable
  readonly #persons: PersonKeys
  readonly #remembered: Remembered
  readonly #siteKeys: SiteKeys
  readonly #waysIn: WaysIn
  readonly #records: Records
  readonly #own: OwnRecords
  readonly #rings: Rings
  readonly #register: Register
  /** Who may hold which key, as it was last told. */
  #entitled: ((siteId: KeySite) => readonly PersonId[]) | null = null

  constructor({
    store,
    clock,
    log,
    keychain = osKeychain(),
    register = new Register({ store, clock, log }),
  }: VaultParts) {
    this.#store = store
    this.#log = log
    this.#keychain = keychain
    this.#rings = new Rings(log)
    this.#register = register
    register.useRings(() => this.#rings.present)
    this.#people = peopleTables(store.database)
    this.#keys = siteKeyTables(store.database)
    this.#table = recordTable(store.database)
    this.#persons = new PersonKeys({ store, people: this.#people, clock, log, register })
    this.#remembered = new Remembered({ store, people: this.#people, persons: this.#persons, keychain, log })
    this.#siteKeys = new SiteKeys({
      keys: this.#keys,
      records: this.#table,
      clock,
      log,
      installation: () => installationId(store.database) ?? '',
      present: () => this.#rings.present,
      trusted: site => this.#trusted(site),
    })
    this.#waysIn = new WaysIn({
      store,
      people: this.#people,
      keys: this.#keys,
      siteKeys: this.#siteKeys,
      persons: this.#persons,
      remembered: this.#remembered,
      rings: this.#rings,
      register,
      log,
      settle: () => this.#settle(),
    })
    this.#records = new Records({ store, table: this.#table, siteKeys: this.#siteKeys })
    this.#own = new OwnRecords({ store, people: this.#people })
  }

  /** What new passphrases cost from now on and older ones after their next sign-in; raised to the floor (64 MiB, 3 passes). */
  setCost(cost: Argon2Cost): void {
    this.#persons.setCost(cost)
  }

  /** Rings that were let in and not closed: what `seal` and `unseal` can use now. */
  get present(): readonly OpenKeys[] {
    return this.#rings.present
  }

  /** Told after rings came or went, or who holds which site's key changed; the returned function ends that. */
  onChange(callback: () => void): () => void {
    return this.#rings.onChange(callback)
  }

  // — people —

  isEnrolled(personId: PersonId): boolean {
    return this.#people.publicKey(personId) !== undefined
  }

  /** False for a person who only has the keychain. */
  hasPassphrase(personId: PersonId): boolean {
    return this.#people.door(personId, 'passphrase') !== undefined
  }

  /** A printed key that is still good. */
  hasRecoveryKey(personId: PersonId): boolean {
    return this.#people.door(personId, 'recovery') !== undefined
  }

  /** Makes the person's keys. `AppError` name.taken where there are some, keychain.unavailable. The ring is not let in yet. */
  enrol(
    personId: PersonId,
    by: { passphrase: string } | { unlockKey: 'keychain' },
    signal?: AbortSignal,
  ): Promise<OpenKeys> {
    return this.#waysIn.enrol(personId, by, signal)
  }

  /**
   * Null where the passphrase is wrong. Null for the person, or one without a passphrase, costs the same derivation.
   * The ring opens no site's key until `admit`. `AppError` vault.damaged.
   */
  open(personId: PersonId | null, passphrase: string, signal?: AbortSignal): Promise<OpenKeys | null> {
    return this.#waysIn.open(personId, passphrase, signal)
  }

  /** `AppError` keychain.unavailable, or keychain.empty where it holds nothing (that fits) for this person. */
  async openByKeychain(personId: PersonId): Promise<OpenKeys> {
    return this.#rings.add(personId, await this.#remembered.open(personId))
  }

  /**
   * Sets a new passphrase by the printed key, which is spent with it, in one step; answers the ring and the next
   * printed key. Null where the key is not this person's; `AppError` recovery.refused where it is mistyped.
   */
  openByRecovery(
    personId: PersonId | null,
    recoveryKey: string,
    next: string,
    signal?: AbortSignal,
  ): Promise<{ keys: OpenKeys; recoveryKey: string } | null> {
    return this.#waysIn.openByRecovery(personId, recoveryKey, next, signal)
  }

  /**
   * After the second factor: from here on what this person's sites seal can be used. Safe to call again. `AppError`
   * register.refused where people and rights are not as this person knows they were signed.
   */
  admit(keys: OpenKeys): void {
    const own = keysOf(keys)
    if (own.admitted) return
    this.#register.admit(keys)
    own.admitted = true
    this.#settle()
    this.#rings.changed()
  }

  /** Wraps the person's keys anew and nothing else; also gives a first passphrase to who only had the keychain. */
  changePassphrase(keys: OpenKeys, next: string, signal?: AbortSignal): Promise<void> {
    return this.#waysIn.changePassphrase(keys, next, signal)
  }

  /**
   * New keys for someone who forgot theirs: `by`'s sites' keys are sealed to them again, personal records, the
   * keychain's entry and the printed key are dropped, their open rings closed. Where `by` is null nobody is left
   * who could: sites that only this person could open lose their secrets (`wouldLose` tells which, before).
   */
  resetPassphrase(
    personId: PersonId,
    next: string,
    by: OpenKeys | null,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.#waysIn.resetPassphrase(personId, next, by, signal)
  }

  /** A new printed key; the one before is worth nothing. Groups of four letters and digits, not stored anywhere. */
  makeRecoveryKey(keys: OpenKeys): string {
    return this.#waysIn.makeRecoveryKey(keys)
  }

  /** Puts an unlock key of this person into the keychain, or takes it out. `AppError` keychain.unavailable; input.invalid where it is the only way in. */
  remember(keys: OpenKeys, on: boolean): Promise<void> {
    return this.#waysIn.remember(keys, on)
  }

  /** People whose unlock key was put into a keychain (perhaps not this computer's). */
  remembered(): PersonId[] {
    return this.#people.withDoor('keychain')
  }

  keychainState(personId: PersonId | null): Promise<KeychainState> {
    return this.#remembered.state(personId)
  }

  /** Records that nobody could open any more without this person's keys. */
  wouldLose(personId: PersonId): RecordRef[] {
    return this.#keys
      .onlyHeldBy(personId)
      .flatMap(site => this.#table.ofSite(site).map(({ kind, id }) => ({ kind, id })))
  }

  /** Removes everything of the person and closes their rings; keys that they held are rotated. */
  forgetPerson(personId: PersonId): Promise<void> {
    return this.#waysIn.forgetPerson(personId)
  }

  // — sites' keys —

  /**
   * Makes the holders of every site's key (null: the fleet's) exactly these people. To whoever is new it is sealed
   * as soon as a ring that holds it is let in, now if one is; whoever is not named any more loses it and the key is
   * rotated, likewise. Call it whenever rights, people or sites changed; the same answer costs no write.
   */
  syncHolders(entitled: (siteId: KeySite) => readonly PersonId[]): void {
    this.#entitled = entitled
    const changed = syncHolders(
      { store: this.#store, keys: this.#keys, records: this.#table, siteKeys: this.#siteKeys },
      entitled,
    )
    if (changed) this.#rings.changed()
  }

  /** Sites whose key somebody lost and that wait for a ring that holds it. */
  get rotationDue(): KeySite[] {
    return this.#keys
      .keys()
      .filter(key => key.rotationDue)
      .map(key => keySite(key.site))
  }

  /** Whether this person can open what is sealed for the site, or could be the first to seal. */
  holds(siteId: KeySite, personId: PersonId): boolean {
    const site = siteName(siteId)
    return this.#keys.seals(site).length > 0
      ? this.#keys.seal(site, personId) !== undefined
      : this.#keys.isHolder(site, personId)
  }

  // — records of sites —

  /**
   * Stores a secret under the site's key, in place of what the record held (perhaps for another site). The caller
   * wipes `secret`. `AppError` vault.closed where nobody is there, vault.noKey where nobody there may (only `by`,
   * if given, is asked).
   */
  seal(siteId: KeySite, ref: RecordRef, secret: Uint8Array, by?: OpenKeys): void {
    const made = this.#keys.key(siteName(siteId)) === undefined
    this.#records.seal(siteId, ref, secret, by)
    if (made) this.#rings.changed()
  }

  /** The secret, for the caller to wipe. `AppError` vault.closed, vault.noKey, vault.damaged, credential.unknown. */
  unseal(ref: RecordRef, by?: OpenKeys): Buffer {
    return this.#records.unseal(ref, by)
  }

  /** Whose key seals it; undefined where there is no such record. */
  sealedFor(ref: RecordRef): KeySite | undefined {
    return this.#records.sealedFor(ref)
  }

  /** Removes a record; none is nothing to do. */
  forget(ref: RecordRef): void {
    this.#records.forget(ref)
  }

  // — records of a person —

  /** Stores one personal secret of this kind, e.g. `totp`. */
  sealOwn(keys: OpenKeys, kind: string, secret: Uint8Array): void {
    this.#store.erasing(() => this.#own.seal(keys.personId, this.#waysIn.current(keys).ownKey, kind, secret))
  }

  /** For the caller to wipe; null where there is none. `AppError` vault.damaged, vault.closed. */
  unsealOwn(keys: OpenKeys, kind: string): Buffer | null {
    return this.#own.unseal(keys.personId, this.#waysIn.current(keys).ownKey, kind)
  }

  hasOwn(personId: PersonId, kind: string): boolean {
    return this.#people.own(personId, kind) !== undefined
  }

  forgetOwn(personId: PersonId, kind: string): void {
    this.#store.erasing(() => this.#people.removeOwn(personId, kind))
  }

  /** Closes every ring and waits for the keychain no longer; safe to call again. */
  close(): void {
    this.#keychain.close?.()
    this.#rings.close()
  }

  /** Whether a site's key may be sealed to them: by the signed register, and (there, not in the table of holders) by their rights. */
  #trusted(site: SiteName): (holder: { personId: PersonId; publicKey: PublicKey }) => boolean {
    if (this.#register.current === null) return () => true
    const named = this.#entitled && new Set(mayHold(this.#store, site, this.#entitled))
    return ({ personId, publicKey }) =>
      this.#register.trusts(personId, publicKey) && named?.has(personId) !== false
  }

  /** What is pending and can be done now; true where anything changed. */
  #settle(): boolean {
    try {
      return this.#siteKeys.isPending && this.#store.erasing(() => this.#siteKeys.settle())
    } catch (error) {
      if (!isOfStore(error)) throw error
      this.#log.error({ err: error }, 'sites’ keys could not be passed on; the next sign-in tries again')
      return false
    }
  }
}
