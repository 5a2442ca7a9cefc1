import { randomBytes } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { KeychainState } from '../../../shared/models/access.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import { newSalt, type PersonSecrets } from './doors.ts'
import { KEY_BYTES, wipe } from './keys.ts'
import type { PersonKeys } from './personKeys.ts'
import type { PeopleTables } from './tables/people.ts'
import type { Keychain } from './types.ts'

interface RememberedParts {
  store: Store
  people: PeopleTables
  persons: PersonKeys
  keychain: Keychain
  log: Logger
}

/** The door whose key lies in the operating system's keychain. Each key has an entry of its own, so a crash on the way leaves the one before good. */
export class Remembered {
  readonly #parts: RememberedParts

  constructor(parts: RememberedParts) {
    this.#parts = parts
  }

  /** Stores a new key in the keychain, and then its door within `write`, which the caller makes a transaction. */
  async put(personId: PersonId, secrets: PersonSecrets, write: (putDoor: () => void) => void): Promise<void> {
    const { keychain, persons } = this.#parts
    const before = this.nameOf(personId)
    const salt = newSalt()
    const random = randomBytes(KEY_BYTES)
    try {
      await keychain.set(entryName(personId, salt), random)
      try {
        write(() => persons.putRandom(personId, 'keychain', random, secrets, salt))
      } catch (error) {
        await this.discard(entryName(personId, salt))
        throw error
      }
    } finally {
      wipe(random)
    }
    await this.discard(before)
  }

  /** `AppError` keychain.unavailable, keychain.empty, vault.damaged. */
  async open(personId: PersonId): Promise<PersonSecrets> {
    const { keychain, persons } = this.#parts
    const name = this.nameOf(personId)
    if (name === null) throw empty()
    const random = await keychain.get(name)
    if (!random) throw empty()
    try {
      const secrets = persons.openRandom(personId, 'keychain', random)
      if (!secrets) throw empty()
      return secrets
    } finally {
      wipe(random)
    }
  }

  /** Closes the door, then takes its key out. `AppError` input.invalid where there is no other way in. */
  async remove(personId: PersonId): Promise<void> {
    const { people, store } = this.#parts
    const name = this.nameOf(personId)
    if (name === null) return
    if (!people.door(personId, 'passphrase'))
      throw new AppError('input.invalid', 'The keychain is the only way to your secrets.', {
        next: 'Choose a passphrase first.',
      })
    store.erasing(() => people.removeDoor(personId, 'keychain'))
    await this.discard(name)
  }

  async state(personId: PersonId | null): Promise<KeychainState> {
    const reason = await this.#parts.keychain.unavailable()
    return {
      available: reason === null,
      reason,
      why: reason === null ? null : 'system',
      remembersMe: personId !== null && this.nameOf(personId) !== null,
    }
  }

  /** The keychain's entry of a person's door; null where there is none. */
  nameOf(personId: PersonId): string | null {
    const door = this.#parts.people.door(personId, 'keychain')
    return door ? entryName(personId, door.salt) : null
  }

  /** Takes out an entry whose door is gone: what stays there opens nothing, so failing is only told to the log. */
  async discard(name: string | null): Promise<void> {
    if (name === null) return
    try {
      await this.#parts.keychain.remove(name)
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'an old entry of the keychain could not be removed')
    }
  }
}

const entryName = (personId: PersonId, salt: Buffer): string => `${personId}.${salt.toString('hex')}`

const empty = (): AppError =>
  new AppError('keychain.empty', 'This computer’s keychain does not hold the key of this person.', {
    next: 'Sign in with the passphrase; it can be remembered then.',
  })
