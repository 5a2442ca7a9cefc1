import { randomBytes } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import { costFloor, Derivations, dearer, isAllowed, sameCost } from './argon2.ts'
import { type DoorPlace, makeDoor, newSalt, noCost, openDoor, type PersonSecrets } from './doors.ts'
import { closed, damaged, isOfStore } from './errors.ts'
import { type DoorKey, doorKeyOf, KEY_BYTES, newOwnKey, type PublicKey, wipe } from './keys.ts'
import { printRecoveryKey } from './recoveryKey.ts'
import { newKeyPair, publicKeyOf } from './sealedBox.ts'
import { ensureInstallation, installationId } from './tables/installation.ts'
import type { Door, DoorKind, PeopleTables } from './tables/people.ts'
import type { Argon2Cost } from './types.ts'

interface PersonKeysParts {
  store: Store
  people: PeopleTables
  clock: Clock
  log: Logger
  register: Pick<Register, 'trusts' | 'pinNew' | 'pinOld'>
}

/** A passphrase's key with what it was derived by. */
export interface Derived {
  key: DoorKey
  salt: Buffer
  cost: Argon2Cost
}

/** New keys for somebody. */
export const newSecrets = (): PersonSecrets => ({
  privateKey: newKeyPair().privateKey,
  ownKey: newOwnKey(),
  pinned: true,
})

/** Zeroes a person's secrets. */
export const wipeSecrets = (secrets: PersonSecrets): void => wipe(secrets.privateKey, secrets.ownKey)

/** A person's keys behind their doors: passphrase, keychain, printed key. Each is wrapped on its own. */
export class PersonKeys {
  readonly #parts: PersonKeysParts
  readonly #derivations = new Derivations()
  /** Where there is nobody of that name the same work is done with this. */
  readonly #decoySalt = newSalt()
  #cost: Argon2Cost = costFloor

  constructor(parts: PersonKeysParts) {
    this.#parts = parts
  }

  /** Never below the floor, whatever is asked for. */
  setCost(cost: Argon2Cost): void {
    this.#cost = dearer(cost, costFloor)
  }

  /** Derives for a new door at the present cost; the caller wipes the key. */
  async derive(passphrase: string, signal?: AbortSignal): Promise<Derived> {
    const salt = newSalt()
    const cost = this.#cost
    return { key: await this.#derivations.derive(passphrase, salt, cost, signal), salt, cost }
  }

  /** Writes a person with no doors yet, within the caller's transaction. */
  add(personId: PersonId, secrets: PersonSecrets): void {
    const { people, store, clock, register } = this.#parts
    ensureInstallation(store.database)
    people.addPerson(personId, publicKeyOf(secrets.privateKey), clock.nowMs())
    register.pinNew(personId, secrets.ownKey)
  }

  putPassphrase(personId: PersonId, { key, salt, cost }: Derived, secrets: PersonSecrets): void {
    if (!secrets.pinned) this.#parts.register.pinOld(personId, secrets.ownKey)
    const door = makeDoor(this.#place(personId, 'passphrase'), key, salt, cost, secrets)
    this.#parts.people.putDoor(personId, 'passphrase', door)
  }

  /** A door for 256 random bits, which the caller wipes. */
  putRandom(
    personId: PersonId,
    kind: 'keychain' | 'recovery',
    random: Uint8Array,
    secrets: PersonSecrets,
    salt = newSalt(),
  ): void {
    if (!secrets.pinned) this.#parts.register.pinOld(personId, secrets.ownKey)
    const key = doorKeyOf(random, salt)
    this.#parts.people.putDoor(
      personId,
      kind,
      makeDoor(this.#place(personId, kind), key, salt, noCost, secrets),
    )
    wipe(key)
  }

  /** A new printed key with its door, in place of the one before. */
  putRecovery(personId: PersonId, secrets: PersonSecrets): string {
    const random = randomBytes(KEY_BYTES)
    this.putRandom(personId, 'recovery', random, secrets)
    const text = printRecoveryKey(random)
    wipe(random)
    return text
  }

  /**
   * A new passphrase and a new printed key for one that is spent with it, within the caller's transaction. `AppError`
   * recovery.refused where somebody spent it while the passphrase was derived.
   */
  spend(personId: PersonId, printed: Uint8Array, derived: Derived, secrets: PersonSecrets): string {
    const again = this.openRandom(personId, 'recovery', printed)
    if (!again) throw new AppError('recovery.refused', 'This recovery key was used already.')
    wipeSecrets(again)
    this.putPassphrase(personId, derived, secrets)
    return this.putRecovery(personId, secrets)
  }

  /** By the keychain's or the printed key; null where it is another or there is no such door. `AppError` vault.damaged. */
  openRandom(personId: PersonId, kind: 'keychain' | 'recovery', random: Uint8Array): PersonSecrets | null {
    const door = this.#parts.people.door(personId, kind)
    if (!door) return null
    const key = doorKeyOf(random, door.salt)
    try {
      const opened = this.#open(personId, kind, key, door)
      if (opened) this.#pin(personId, kind, key, door, opened)
      return opened
    } finally {
      wipe(key)
    }
  }

  /** Null where the passphrase is wrong; the same work for nobody, and for somebody without a passphrase. `AppError` vault.damaged. */
  async openPassphrase(
    personId: PersonId | null,
    passphrase: string,
    signal?: AbortSignal,
  ): Promise<PersonSecrets | null> {
    const { people } = this.#parts
    const door = personId === null ? undefined : people.door(personId, 'passphrase')
    if (personId === null || !door) {
      wipe(await this.#derivations.derive(passphrase, this.#decoySalt, this.#decoyCost(), signal))
      return null
    }
    const sound = isAllowed(door.cost)
    const key = await this.#derivations.derive(passphrase, door.salt, sound ? door.cost : costFloor, signal)
    try {
      if (!sound) throw damagedDoor(personId, 'passphrase')
      const secrets = this.#open(personId, 'passphrase', key, door)
      if (secrets && !this.#belongs(personId, secrets, door)) {
        wipeSecrets(secrets)
        return null
      }
      if (secrets) this.#pin(personId, 'passphrase', key, door, secrets)
      return secrets
    } finally {
      wipe(key)
    }
  }

  /** Wraps anew where the cost has risen since; a door that changed meanwhile is left alone. */
  async raise(
    personId: PersonId,
    passphrase: string,
    secrets: PersonSecrets,
    signal?: AbortSignal,
  ): Promise<void> {
    const { people, store } = this.#parts
    const before = people.door(personId, 'passphrase')
    if (!before) return
    const cost = dearer(before.cost, this.#cost)
    if (sameCost(cost, before.cost)) return
    const salt = newSalt()
    const key = await this.#derivations.derive(passphrase, salt, cost, signal)
    store.erasing(() => {
      const now = people.door(personId, 'passphrase')
      if (now?.sealed.equals(before.sealed)) this.putPassphrase(personId, { key, salt, cost }, secrets)
    })
    wipe(key)
  }

  /** `AppError` vault.closed where the person got other keys, or was removed, since this pair was opened. */
  requireCurrent(personId: PersonId, publicKey: PublicKey): void {
    if (!this.#parts.people.publicKey(personId)?.equals(publicKey)) throw closed()
  }

  #decoyCost(): Argon2Cost {
    const usual = this.#parts.people.usualCost()
    return usual && isAllowed(usual) ? usual : this.#cost
  }

  /**
   * False where the person got other keys while the passphrase was derived. A public key that is merely damaged is
   * mended by the private one, which nothing but its owner's door could have given.
   */
  #belongs(personId: PersonId, secrets: PersonSecrets, opened: Door): boolean {
    const { people, store, log } = this.#parts
    const own = publicKeyOf(secrets.privateKey)
    const stored = people.publicKey(personId)
    if (stored?.equals(own)) return true
    if (!stored || !people.door(personId, 'passphrase')?.sealed.equals(opened.sealed)) return false
    log.warn({ personId }, 'a person’s public key was damaged, or changed outside NovaCron, and is mended')
    store.database.durable(() => people.setPublicKey(personId, own))
    return true
  }

  #open(personId: PersonId, kind: DoorKind, key: DoorKey, door: Door): PersonSecrets | null {
    const opened = openDoor(this.#place(personId, kind), key, door)
    if (opened === 'damaged') throw damagedDoor(personId, kind)
    if (opened && !this.#parts.register.trusts(personId, publicKeyOf(opened.privateKey))) {
      // A door that somebody made for keys of their own.
      wipeSecrets(opened)
      throw damagedDoor(personId, kind)
    }
    return opened
  }

  /** Wraps the keys of a door of before there were pins with the same key again, so that it says there is one from now on. */
  #pin(personId: PersonId, kind: DoorKind, key: DoorKey, opened: Door, secrets: PersonSecrets): void {
    if (secrets.pinned) return
    const { people, store, log, register } = this.#parts
    try {
      store.database.durable(() => {
        if (!people.door(personId, kind)?.sealed.equals(opened.sealed)) return
        register.pinOld(personId, secrets.ownKey)
        const { salt, cost } = opened
        people.putDoor(personId, kind, makeDoor(this.#place(personId, kind), key, salt, cost, secrets))
      })
    } catch (error) {
      if (!isOfStore(error)) throw error
      log.error({ err: error }, 'a door could not be marked as pinned; the next sign-in tries again')
    }
  }

  #place(personId: PersonId, kind: DoorKind): DoorPlace {
    return { installation: installationId(this.#parts.store.database) ?? '', personId, kind }
  }
}

const ways: Readonly<Record<DoorKind, string>> = {
  passphrase: 'passphrase',
  keychain: 'keychain’s key',
  recovery: 'recovery key',
}

const damagedDoor = (personId: PersonId, kind: DoorKind) =>
  damaged(`What is stored for the ${ways[kind]}`, { personId, kind })
