import type { PersonId } from '../../../shared/ids.ts'
import type { KeychainState, Person, SessionState } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import { nobodyAccess, ownerAccess } from '../access/index.ts'
import type { Access, AccessControl, Elevation, Seat } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { Vault } from '../vault/index.ts'
import type { Account, AccountTable } from './accounts.ts'
import type { ModeBook } from './mode.ts'
import { narrowed, withOwn } from './narrowed.ts'
import type { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import type { SecondFactors } from './secondFactor.ts'
import type { Session } from './session.ts'
import type { SetUp } from './types.ts'

interface Parts {
  vault: Vault
  accounts: AccountTable
  modes: ModeBook
  factors: SecondFactors
  places: () => Places
  clock: Clock
  access: () => AccessControl
  policies: () => Policies
}

const NO_KEYCHAIN: KeychainState = { available: false, reason: null, remembersMe: false }
const DAY_MS = 24 * 3_600_000

/** How people stand: what they may do at a seat, what they have to do first, and what a window is told of it. */
export class Standing {
  readonly #parts: Parts
  readonly #keychain = new Map<PersonId | null, KeychainState>()
  readonly #accesses = new WeakMap<
    Session,
    { elevation: Elevation | null; why: string | null; access: Access }
  >()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** How many use this folder. */
  get setUpAs(): SetUp {
    const { word } = this.#parts.modes
    // A choice that was lost with a damaged row must not open what has an owner.
    return word === 'none' && this.#parts.access().owners().length > 0 ? 'people' : word
  }

  /** The account as everybody who manages people sees it. */
  person(account: Account): Person {
    const access = this.#parts.access()
    return {
      id: account.id,
      name: account.name,
      displayName: account.displayName,
      groups: access.groupsOf(account.id),
      createdAtMs: account.createdAtMs,
      lastSeenMs: account.lastSeenMs,
      passphraseChangedMs: account.passphraseChangedMs,
      disabled: account.disabled,
      secondFactor: this.#parts.factors.has(account.id),
      mustChangePassphrase: this.#mustChange(account),
      isOwner: access.isOwner(account.id),
    }
  }

  /** Whether the policy asks this person for a second factor. */
  asksSecondFactor({ id }: Account): boolean {
    const { required } = this.#parts.policies().secondFactor
    if (this.setUpAs !== 'people' || required === 'never') return false
    return required === 'everyone' || this.#parts.access().isOwner(id)
  }

  /** Not disabled, and the one person of a folder for one. */
  mayEnter({ id, disabled }: Account): boolean {
    const { onlyPerson } = this.#parts.modes
    return !disabled && (onlyPerson === null || onlyPerson === id)
  }

  /** A command's session ends with it; one person whose keychain unlocks is locked with the computer. */
  locksIdle({ shell, personId }: Session): boolean {
    if (shell === 'cli') return false
    const mode = this.#parts.modes.get()
    return !(mode?.mode === 'justMe' && mode.unlock !== 'passphrase' && mode.personId === personId)
  }

  /** What is allowed at a seat at this moment. */
  accessAt(seat: PlaceSeat): Access {
    const session = this.#parts.places().sessionAt(seat)
    if (session) return this.accessOf(session)
    return this.setUpAs === 'none' ? ownerAccess : nobodyAccess
  }

  /** The same object as long as nothing but grants changed: what is remembered of an access is remembered by it. */
  accessOf(session: Session): Access {
    const elevation = session.isElevated(this.#parts.clock.nowMs()) ? session.elevation : null
    const account = this.#parts.accounts.get(session.personId)
    const why = account ? this.#whyNarrowed(account) : null
    const known = this.#accesses.get(session)
    if (known && known.elevation === elevation && known.why === why) return known.access
    const whole = withOwn(this.#parts.access().accessOf(session.personId, { elevation }))
    const access = why === null ? whole : narrowed(whole, why)
    this.#accesses.set(session, { elevation, why, access })
    return access
  }

  stateAt(seat: PlaceSeat): SessionState {
    const session = this.#parts.places().sessionAt(seat)
    const account = session ? this.#parts.accounts.get(session.personId) : undefined
    const elevation = session?.isElevated(this.#parts.clock.nowMs()) === true ? session.elevation : null
    return {
      ...this.stateOf(this.accessAt(seat)),
      person: account ? signedIn(this.person(account)) : null,
      mustSetUpSecondFactor: account ? this.#mustSetSecondFactor(account) : false,
      lockedName: session ? null : this.#lockedName(seat),
      leftBy: session ? null : this.#leftBy(seat),
      vaultOpen: session?.keys != null && !session.keys.closed,
      keychain: this.#keychain.get(this.#keychainOf(seat)) ?? NO_KEYCHAIN,
      elevation: elevation && {
        role: elevation.role,
        reason: elevation.reason,
        untilMs: elevation.untilMs,
        leftMs: elevation.untilMs - this.#parts.clock.nowMs(),
      },
      idleLockMs: session && Number.isFinite(session.idleUntilMs) ? this.#idleMs() : null,
    }
  }

  /** What is known of a seat that nobody can lose. */
  stateOf(access: Access): SessionState {
    return {
      setUp: this.setUpAs,
      person: null,
      lockedName: null,
      vaultOpen: false,
      keychain: NO_KEYCHAIN,
      permissions: access.held(),
      everywhere: access.everywhere(),
      elevation: null,
      idleLockMs: null,
    }
  }

  /** Whom the keychain would sign in here. */
  rememberedAt(seat: PlaceSeat): PersonId | null {
    const { modes, vault, accounts } = this.#parts
    const one = this.#parts.places().lockedAs(seat) ?? modes.onlyPerson
    if (one !== null) return one
    const remembered = vault.remembered().filter(id => accounts.get(id)?.disabled === false)
    return remembered.length === 1 ? (remembered[0] ?? null) : null
  }

  /** Why the keychain is not used at this shell; null where it is. */
  keychainRefusal(shell: Seat['shell']): Pick<KeychainState, 'reason' | 'why'> | null {
    if (!this.#parts.policies().session.keychainAllowed)
      return { why: 'policy', reason: 'The policy keeps unlock keys out of the keychain.' }
    return shell === 'headless' && this.setUpAs === 'people'
      ? { why: 'shared', reason: 'The keychain of a server that several people use is nobody’s own.' }
      : null
  }

  /** Asks the keychain how it stands, for what `stateAt` tells of it. */
  async learnKeychain(seat: PlaceSeat): Promise<void> {
    const id = this.#keychainOf(seat)
    const refusal = this.keychainRefusal(seat.shell)
    const state =
      refusal === null
        ? await this.#parts.vault.keychainState(id)
        : { available: false, ...refusal, remembersMe: false }
    const before = this.#keychain.get(id)
    this.#keychain.set(id, state)
    if (JSON.stringify(before) !== JSON.stringify(state)) seat.moved()
  }

  #keychainOf(seat: PlaceSeat): PersonId | null {
    return seat.held?.personId ?? (this.setUpAs === 'none' ? null : this.rememberedAt(seat))
  }

  /** Whether this person may do next to nothing before something is done. */
  isHeld(account: Account): boolean {
    return this.#whyNarrowed(account) !== null
  }

  #whyNarrowed(account: Account): string | null {
    if (this.#mustChange(account)) return 'A passphrase of your own has to be chosen first.'
    return this.#mustSetSecondFactor(account) ? 'A second factor has to be set up first.' : null
  }

  #mustChange(account: Account): boolean {
    if (account.mustChangePassphrase) return true
    const { maxAgeDays } = this.#parts.policies().passphrase
    if (maxAgeDays === null || account.passphraseChangedMs === null) return false
    return this.#parts.clock.nowMs() - account.passphraseChangedMs > maxAgeDays * DAY_MS
  }

  #mustSetSecondFactor(account: Account): boolean {
    return !this.#parts.factors.has(account.id) && this.asksSecondFactor(account)
  }

  #lockedName(seat: PlaceSeat): string | null {
    const { modes, accounts } = this.#parts
    const id = this.#parts.places().lockedAs(seat) ?? modes.onlyPerson
    return id === null ? null : (accounts.get(id)?.name ?? null)
  }

  #leftBy(seat: PlaceSeat): SessionState['leftBy'] {
    const how = this.#parts.places().leftBy(seat)
    return how === 'lock' || how === 'signOut' ? null : how
  }

  #idleMs(): number | null {
    const { idleLockMinutes } = this.#parts.policies().session
    return idleLockMinutes === null ? null : idleLockMinutes * 60_000
  }
}

const signedIn = (person: Person): SessionState['person'] => ({
  id: person.id,
  name: person.name,
  displayName: person.displayName,
  isOwner: person.isOwner,
  secondFactor: person.secondFactor,
  mustChangePassphrase: person.mustChangePassphrase,
})
