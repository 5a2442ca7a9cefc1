import { AppError } from '../../../shared/errors.ts'
import type { GroupId, PersonId } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { AccessControl, Seat } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { OpenKeys, Vault } from '../vault/index.ts'
import type { AccountTable } from './accounts.ts'
import type { ModeBook } from './mode.ts'
import type { Places } from './places.ts'
import type { SecondFactors } from './secondFactor.ts'
import { requireStrong } from './strength.ts'

interface Parts {
  vault: Vault
  accounts: AccountTable
  modes: ModeBook
  factors: SecondFactors
  places: Places
  clock: Clock
  access: () => AccessControl
  policies: () => Policies
  transaction<T>(work: () => T): T
  person(id: PersonId): Person
  /** What whoever sits there has opened. */
  keysAt(seat: Seat): OpenKeys | null
  changed(): void
}

/** Other people's accounts. Whoever does it is given as their seat: nobody touches an account that holds more than they do. */
export class Administration {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A new account whose passphrase has to be changed at the first sign-in. Throws `AppError` name.taken, passphrase.weak, rights.denied. */
  async add(
    by: Seat,
    wish: { name: string; displayName: string; passphrase: string; groups: readonly GroupId[] },
  ): Promise<Person> {
    const { vault, accounts, clock, policies, access } = this.#parts
    this.#requirePeople()
    await requireStrong(wish.passphrase, [wish.name, wish.displayName], policies().passphrase)
    const account = accounts.insert({
      name: wish.name,
      displayName: wish.displayName,
      createdAtMs: clock.nowMs(),
      lastSeenMs: null,
      passphraseChangedMs: clock.nowMs(),
      disabled: false,
      mustChangePassphrase: true,
    })
    try {
      const keys = await vault.enrol(account.id, { passphrase: wish.passphrase })
      keys.close()
      this.#parts.changed()
      if (wish.groups.length > 0) access().setGroups(by.access, account.id, wish.groups)
    } catch (error) {
      await vault.forgetPerson(account.id)
      accounts.remove(account.id)
      this.#parts.changed()
      throw error
    }
    this.#parts.changed()
    return this.#parts.person(account.id)
  }

  /** Throws `AppError` name.taken, owner.last, rights.denied. A person who is disabled is signed out everywhere. */
  update(
    by: Seat,
    personId: PersonId,
    change: {
      name?: string | undefined
      displayName?: string | undefined
      disabled?: boolean | undefined
      groups?: readonly GroupId[] | undefined
    },
  ): Person {
    const { accounts, access, places } = this.#parts
    accounts.require(personId)
    access().requireMayManage(by.access, personId)
    if (change.disabled === true) access().requireOwnerWithout(personId)
    if (change.name !== undefined) accounts.requireFree(change.name, personId)
    if (change.groups !== undefined) access().setGroups(by.access, personId, change.groups)
    accounts.update(personId, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.displayName === undefined ? {} : { displayName: change.displayName }),
      ...(change.disabled === undefined ? {} : { disabled: change.disabled }),
    })
    if (change.disabled === true) places.endAll('disabled', session => session.personId === personId)
    this.#parts.changed()
    return this.#parts.person(personId)
  }

  /** The account, its grants, keys and personal secrets. Throws `AppError` owner.last, rights.denied. */
  async remove(by: Seat, personId: PersonId): Promise<void> {
    const { accounts, access, places, vault, factors, modes, transaction } = this.#parts
    accounts.require(personId)
    access().requireMayManage(by.access, personId)
    access().requireOwnerWithout(personId)
    if (modes.onlyPerson === personId)
      throw new AppError('owner.last', 'This is the person whom this installation is for.')
    places.endAll('removed', session => session.personId === personId)
    factors.remove(personId)
    await vault.forgetPerson(personId)
    transaction(() => {
      access().forgetPerson(personId)
      accounts.remove(personId)
    })
    this.#parts.changed()
  }

  /**
   * For someone who forgot theirs. Their sessions end and their personal secrets are dropped, the authenticator's
   * seed too; whoever resets never learns any. Throws `AppError` passphrase.weak, rights.denied.
   */
  async resetPassphrase(by: Seat, personId: PersonId, passphrase: string): Promise<void> {
    const { accounts, access, places, vault, factors, policies, clock } = this.#parts
    const account = accounts.require(personId)
    access().requireMayManage(by.access, personId, true)
    this.#requirePeople()
    await requireStrong(passphrase, [account.name, account.displayName], policies().passphrase)
    places.endAll('changed', session => session.personId === personId)
    const { mustChangePassphrase } = account
    // Before the other passphrase opens anything: whoever resets knows it, and a crash must not leave it good for long.
    accounts.update(personId, { mustChangePassphrase: true })
    try {
      await vault.resetPassphrase(personId, passphrase, this.#parts.keysAt(by))
    } catch (error) {
      accounts.update(personId, { mustChangePassphrase })
      throw error
    }
    if (factors.has(personId)) factors.remove(personId)
    accounts.update(personId, { passphraseChangedMs: clock.nowMs() })
    this.#parts.changed()
  }

  /** For someone who lost the authenticator and the printed codes; their sessions end. */
  resetSecondFactor(by: Seat, personId: PersonId): void {
    const { accounts, access, places, factors } = this.#parts
    accounts.require(personId)
    access().requireMayManage(by.access, personId, true)
    factors.remove(personId)
    places.endAll('changed', session => session.personId === personId)
    this.#parts.changed()
  }

  #requirePeople(): void {
    if (this.#parts.modes.word === 'people') return
    throw new AppError('input.invalid', 'This installation is for one person.', {
      next: 'Make it one for several people first; nothing is lost by that.',
    })
  }
}
