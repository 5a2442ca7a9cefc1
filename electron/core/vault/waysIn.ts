import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Logger } from '../log.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import type { PersonSecrets } from './doors.ts'
import { isOfStore } from './errors.ts'
import { wipe } from './keys.ts'
import { newSecrets, type PersonKeys, wipeSecrets } from './personKeys.ts'
import { readRecoveryKey } from './recoveryKey.ts'
import type { Remembered } from './remembered.ts'
import { keysOf, type OpenKeys } from './ring.ts'
import type { Rings } from './rings.ts'
import type { SiteKeys } from './siteKeys.ts'
import type { PeopleTables } from './tables/people.ts'
import type { SiteKeyTables } from './tables/siteKeys.ts'

/** What the ways in work with. */
export interface WaysInParts {
  store: Store
  people: PeopleTables
  keys: SiteKeyTables
  siteKeys: SiteKeys
  persons: PersonKeys
  remembered: Remembered
  rings: Rings
  register: Pick<Register, 'change'>
  log: Logger
  /** Does what is pending with sites' keys; true where anything changed. */
  settle(): boolean
}

/** How people come by their keys and lose them: doors made, opened, replaced and taken away. What each promises is said at the vault. */
export class WaysIn {
  readonly #parts: WaysInParts

  constructor(parts: WaysInParts) {
    this.#parts = parts
  }

  /** Makes the person's keys, behind a first door. */
  async enrol(
    personId: PersonId,
    by: { passphrase: string } | { unlockKey: 'keychain' },
    signal?: AbortSignal,
  ): Promise<OpenKeys> {
    const secrets = newSecrets()
    const add = (putDoor: () => void) =>
      this.#change(() => {
        if (this.#parts.people.publicKey(personId) !== undefined)
          throw new AppError('name.taken', 'This person has keys already.')
        this.#parts.persons.add(personId, secrets)
        putDoor()
      })
    try {
      if ('unlockKey' in by) await this.#parts.remembered.put(personId, secrets, add)
      else {
        const derived = await this.#parts.persons.derive(by.passphrase, signal)
        add(() => this.#parts.persons.putPassphrase(personId, derived, secrets))
        wipe(derived.key)
      }
    } catch (error) {
      wipeSecrets(secrets)
      throw error
    }
    if (this.#parts.settle()) this.#parts.rings.changed()
    return this.#parts.rings.add(personId, secrets)
  }

  /** Null where the passphrase is wrong; its door is wrapped anew where the cost has risen. */
  async open(personId: PersonId | null, passphrase: string, signal?: AbortSignal): Promise<OpenKeys | null> {
    const secrets = await this.#parts.persons.openPassphrase(personId, passphrase, signal)
    if (personId === null || !secrets) return null
    const keys = this.#parts.rings.add(personId, secrets)
    try {
      await this.#parts.persons.raise(personId, passphrase, secrets, signal)
    } catch (error) {
      if (!isOfStore(error)) {
        keys.close()
        throw error
      }
      this.#parts.log.error(
        { err: error },
        'a passphrase could not be wrapped at its new cost; the next sign-in tries again',
      )
    }
    return keys
  }

  /** Sets a new passphrase by the printed key, which is spent with it. */
  async openByRecovery(
    personId: PersonId | null,
    recoveryKey: string,
    next: string,
    signal?: AbortSignal,
  ): Promise<{ keys: OpenKeys; recoveryKey: string } | null> {
    const printed = readRecoveryKey(recoveryKey)
    try {
      const secrets = personId === null ? null : this.#parts.persons.openRandom(personId, 'recovery', printed)
      if (personId === null || !secrets) return null
      const keys = this.#parts.rings.add(personId, secrets)
      try {
        const derived = await this.#parts.persons.derive(next, signal)
        const fresh = this.#parts.store.erasing(() =>
          this.#parts.persons.spend(personId, printed, derived, this.current(keys)),
        )
        wipe(derived.key)
        return { keys, recoveryKey: fresh }
      } catch (error) {
        keys.close()
        throw error
      }
    } finally {
      wipe(printed)
    }
  }

  /** Wraps the person's keys anew and nothing else. */
  async changePassphrase(keys: OpenKeys, next: string, signal?: AbortSignal): Promise<void> {
    this.current(keys)
    const derived = await this.#parts.persons.derive(next, signal)
    try {
      this.#parts.store.erasing(() =>
        this.#parts.persons.putPassphrase(keys.personId, derived, this.current(keys)),
      )
    } finally {
      wipe(derived.key)
    }
  }

  /** New keys for someone who forgot theirs. */
  async resetPassphrase(
    personId: PersonId,
    next: string,
    by: OpenKeys | null,
    signal?: AbortSignal,
  ): Promise<void> {
    const derived = await this.#parts.persons.derive(next, signal)
    const secrets = newSecrets()
    const keychain = this.#parts.remembered.nameOf(personId)
    try {
      this.#change(() => {
        if (by) keysOf(by)
        this.#remove(personId)
        this.#parts.persons.add(personId, secrets)
        this.#parts.persons.putPassphrase(personId, derived, secrets)
        this.#parts.siteKeys.settle()
      })
    } finally {
      wipe(derived.key)
      wipeSecrets(secrets)
    }
    this.#parts.rings.closeOf(personId)
    this.#parts.rings.changed()
    await this.#parts.remembered.discard(keychain)
  }

  /** Puts an unlock key of this person into the keychain, or takes it out. */
  async remember(keys: OpenKeys, on: boolean): Promise<void> {
    const secrets = this.current(keys)
    if (on)
      await this.#parts.remembered.put(keys.personId, secrets, putDoor =>
        this.#parts.store.erasing(() => {
          this.current(keys)
          putDoor()
        }),
      )
    else await this.#parts.remembered.remove(keys.personId)
  }

  /** Removes everything of the person; keys that they held are made anew. */
  async forgetPerson(personId: PersonId): Promise<void> {
    const keychain = this.#parts.remembered.nameOf(personId)
    this.#change(() => {
      this.#parts.keys.removeHolderEverywhere(personId)
      // Their own ring, while it is open, may still pass on what nobody else could.
      this.#parts.siteKeys.settle()
      this.#remove(personId)
      this.#parts.siteKeys.settle()
    })
    this.#parts.rings.closeOf(personId)
    this.#parts.rings.changed()
    await this.#parts.remembered.discard(keychain)
  }

  /** A new printed key; the one before is worth nothing. */
  makeRecoveryKey(keys: OpenKeys): string {
    return this.#parts.store.erasing(() => this.#parts.persons.putRecovery(keys.personId, this.current(keys)))
  }

  /** A ring's secrets, while they are still the person's. */
  current(keys: OpenKeys): PersonSecrets {
    const own = keysOf(keys)
    this.#parts.persons.requireCurrent(keys.personId, own.publicKey)
    return own
  }

  /** Of somebody's public key. */
  #change<T>(work: () => T): T {
    return this.#parts.register.change(() => this.#parts.store.erasing(work))
  }

  /** The person's keys and what is sealed to them; every key they held is to be made anew. */
  #remove(personId: PersonId): void {
    this.#parts.keys.markDueOf(personId)
    this.#parts.keys.removeSealsOf(personId)
    this.#parts.people.removePerson(personId)
  }
}
