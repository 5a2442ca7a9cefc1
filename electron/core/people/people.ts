import { AppError } from '../../../shared/errors.ts'
import type { GroupId, PersonId, SessionId } from '../../../shared/ids.ts'
import type { KeychainState, Person, SessionState } from '../../../shared/models/access.ts'
import type { Policies as PolicyDocument } from '../../../shared/models/policies.ts'
import { nobodyAccess, ownerAccess } from '../access/index.ts'
import type { Access, AccessControl, AccountList, Seat } from '../access/types.ts'
import type { AuditSink } from '../audit/types.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Policies } from '../policies/index.ts'
import type { Store } from '../store/index.ts'
import type { Vault } from '../vault/index.ts'
import { type Account, AccountTable } from './accounts.ts'
import { Administration } from './administration.ts'
import { Diary } from './diary.ts'
import { ModeBook } from './mode.ts'
import { narrowed } from './narrowed.ts'
import { OwnAccount } from './own.ts'
import { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import { SecondFactors } from './secondFactor.ts'
import type { Session } from './session.ts'
import { type SetUpChoice, SetUpSteps } from './setUp.ts'
import { SignIn } from './signIn.ts'
import { requireStrong, strengthOf } from './strength.ts'
import { Tries } from './tries.ts'
import type { Leaving, PersonSeat, Present, SeatRequest, SessionView, SetUp } from './types.ts'

/** What people are made of. */
export interface PeopleParts {
  store: Store
  vault: Vault
  access: AccessControl
  policies: Pick<Policies, 'get' | 'onChange'>
  clock: Clock
  log: Logger
  /** Null until there is one. */
  audit: () => AuditSink | null
}

/** What a sign-in leaves: the state, and what a browser trades for its cookie. */
export interface SignedIn {
  state: SessionState
  ticket: string | null
}

const NO_KEYCHAIN: KeychainState = { available: false, reason: null, remembersMe: false }
const DAY_MS = 24 * 3_600_000

/** `core.people`: who has an account, who sits where, and how they came there. See docs/sessions.md. */
export class People {
  readonly #parts: PeopleParts
  readonly #accounts: AccountTable
  readonly #modes: ModeBook
  readonly #factors: SecondFactors
  readonly #places: Places
  readonly #signIn: SignIn
  readonly #steps: SetUpSteps
  readonly #diary: Diary
  readonly #listeners = new Set<() => void>()
  readonly #presence = new Set<() => void>()
  readonly #keychain = new Map<PersonId | null, KeychainState>()
  readonly #ends: (() => void)[]
  /** Somebody's own account, at the seat where they sit. */
  readonly own: OwnAccount
  /** Other people's accounts. */
  readonly administration: Administration

  constructor(parts: PeopleParts) {
    this.#parts = parts
    const { store, vault, clock, log } = parts
    const policies = () => parts.policies.get()
    const access = () => parts.access
    this.#accounts = new AccountTable(store)
    this.#modes = new ModeBook(store)
    this.#factors = new SecondFactors({ store, vault, clock })
    this.#diary = new Diary(parts.audit)
    this.#places = new Places({
      store,
      clock,
      log,
      policies: () => policies().session,
      locksIdle: session => this.#locksIdle(session),
      keeper: {
        accessAt: seat => this.#accessAt(seat),
        stateAt: seat => this.#stateAt(seat),
        isElevated: seat => this.#places.sessionAt(seat)?.isElevated(clock.nowMs()) === true,
      },
      came: () => this.#moved(),
      went: (session, how) => this.#went(session, how),
    })
    const tries = new Tries({ store, clock, rules: () => policies().throttle })
    const shared = {
      vault,
      accounts: this.#accounts,
      modes: this.#modes,
      factors: this.#factors,
      places: this.#places,
      diary: this.#diary,
      clock,
      access,
      policies,
      changed: () => this.#changed(),
    }
    this.#signIn = new SignIn({ ...shared, tries, mayEnter: account => this.#mayEnter(account) })
    this.#steps = new SetUpSteps(shared)
    this.own = new OwnAccount({
      ...shared,
      signIn: this.#signIn,
      asksSecondFactor: account => this.#asksSecondFactor(account),
    })
    this.administration = new Administration({
      ...shared,
      transaction: work => store.transaction(work),
      person: id => this.#person(this.#accounts.require(id)),
    })
    this.#ends = [
      parts.access.onChange(people => this.#rightsChanged(people)),
      parts.policies.onChange(() => this.#places.rearm()),
    ]
  }

  /** How many use this folder. */
  get setUpAs(): SetUp {
    const { word } = this.#modes
    // A choice that was lost with a damaged row must not open what has an owner.
    return word === 'none' && this.#parts.access.owners().length > 0 ? 'people' : word
  }

  /** What the rights need to know of accounts. */
  get accounts(): AccountList {
    return { list: () => this.#accounts.list(), onChange: callback => this.onChange(callback) }
  }

  list(): Person[] {
    return this.#accounts.list().map(account => this.#person(account))
  }

  get(id: PersonId): Person | undefined {
    const account = this.#accounts.get(id)
    return account && this.#person(account)
  }

  /** Called after any change of any account. */
  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  // — seats —

  /** Gives a connection its seat; where one person needs no ceremony, they are signed in by themselves. */
  async sit(request: SeatRequest): Promise<PersonSeat> {
    const seat = this.#places.sit(request)
    if (seat.held !== null || seat.companion || !this.#places.isFresh(seat)) return seat
    try {
      await this.#enterByItself(seat)
    } catch (error) {
      // The window then shows how it can be unlocked.
      this.#parts.log.warn({ err: error }, 'nobody could be signed in by themselves')
    }
    return seat
  }

  /** The seat of this id; `AppError` session.required for one that `sit` did not give, or that is closed. */
  at(seat: Seat): PlaceSeat {
    const found = this.#places.seat(seat.id)
    if (!found) throw new AppError('session.required', 'This connection has no session of its own.')
    return found
  }

  /** As `at`; undefined where `at` refuses. */
  find(seat: Seat): PlaceSeat | undefined {
    return this.#places.seat(seat.id)
  }

  /** Everyone who is there now; where nobody needs to sign in, the owner always is. */
  present(): Present[] {
    if (this.setUpAs === 'none') return [{ personId: null, session: null, access: ownerAccess }]
    const open = this.#places.sessions().map(session => ({
      personId: session.personId,
      session: session.id,
      access: this.#accessOf(session),
    }))
    const { onlyPerson } = this.#modes
    if (open.length > 0 || onlyPerson === null || !this.#modes.isOpen) return open
    return [{ personId: onlyPerson, session: null, access: this.#parts.access.accessOf(onlyPerson) }]
  }

  /** Called after anyone came, went, or had their rights changed. */
  onPresence(callback: () => void): () => void {
    this.#presence.add(callback)
    return () => this.#presence.delete(callback)
  }

  /** Whether somebody is there, or nobody needs to be. */
  get isAttended(): boolean {
    return this.present().length > 0
  }

  /** Spends a ticket at its place: the token for its cookie; null for one that is not good here. */
  trade(ticket: string, shell: Seat['shell'], place: string): { token: string; maxAgeMs: number } | null {
    return this.#places.trade(ticket, shell, place)
  }

  /** A place is gone for good (its window, its browser's session). */
  removePlace(shell: Seat['shell'], place: string): void {
    this.#places.remove(shell, place)
  }

  /** Locks every place of a shell that can be unlocked again: the computer sleeps, its screen is locked. */
  lockShell(shell: Seat['shell']): void {
    this.#places.endAll('lock', session => session.shell === shell && this.#locksIdle(session))
  }

  // — the way in and out —

  async setUp(seat: Seat, choice: SetUpChoice): Promise<SignedIn & { recoveryKey: string | null }> {
    const place = this.at(seat)
    const { account, keys, recoveryKey } = await this.#steps.first(choice)
    this.#diary.write({
      act: 'session.setUp',
      seat,
      person: account,
      result: 'done',
      parameters: { mode: choice.mode },
    })
    // Everybody else who had the folder open as its owner has to come in by the new way.
    this.#places.narrow(
      each => each !== place,
      new AppError('session.ended', 'People were set up for this installation.', { next: 'Sign in.' }),
    )
    const signedIn = await this.#answer(place, this.#signIn.enter(place, account, keys, 'setUp'))
    this.#changed()
    return { ...signedIn, recoveryKey }
  }

  async signIn(
    seat: Seat,
    given: { name: string; passphrase: string; code?: string | undefined },
  ): Promise<SignedIn> {
    this.#requireSetUp()
    const place = this.at(seat)
    return this.#answer(place, await this.#signIn.byPassphrase(place, given))
  }

  /** By the keychain, as whoever locked this place, or the only one whom it remembers. */
  async signInByKeychain(seat: Seat, code?: string): Promise<SignedIn> {
    this.#requireSetUp()
    const place = this.at(seat)
    if (this.#modes.isOpen) {
      await this.#enterByItself(place)
      return { state: place.state(), ticket: this.#ticket(place, place.held) }
    }
    this.#requireKeychain(place)
    const account = this.#accounts.get(this.#rememberedAt(place) ?? ('' as PersonId))
    if (!account)
      throw new AppError('keychain.empty', 'The keychain holds nothing for this installation.', {
        next: 'Sign in with your passphrase.',
      })
    return this.#answer(place, await this.#signIn.byKeychain(place, account, code))
  }

  async recover(
    seat: Seat,
    given: { name: string; recoveryKey: string; passphrase: string },
  ): Promise<SignedIn & { recoveryKey: string }> {
    this.#requireSetUp()
    const place = this.at(seat)
    await requireStrong(given.passphrase, [given.name], this.#parts.policies.get().passphrase)
    const { session, recoveryKey } = await this.#signIn.byRecovery(place, given)
    this.#changed()
    return { ...(await this.#answer(place, session)), recoveryKey }
  }

  /** Ends the session here; `lock` keeps the name to unlock as. Nothing where nobody sits. */
  leave(seat: Seat, how: 'lock' | 'signOut'): void {
    const place = this.at(seat)
    if (this.#modes.isOpen || this.setUpAs === 'none')
      throw new AppError('input.invalid', 'There is nothing to lock with: no passphrase was ever chosen.', {
        next: 'Set up a passphrase first.',
      })
    this.#places.leave(place, how)
  }

  touch(seat: Seat): void {
    const place = this.find(seat)
    if (place) this.#places.touch(place)
  }

  strength(passphrase: string, name: string | undefined) {
    return strengthOf(passphrase, name === undefined ? [] : [name], this.#parts.policies.get().passphrase)
  }

  // — sessions —

  sessions(): SessionView[] {
    return this.#places.sessions().map(session => ({
      id: session.id,
      personId: session.personId,
      person: this.#accounts.get(session.personId)?.name ?? '',
      shell: session.shell,
      where: session.where,
      openedAtMs: session.openedAtMs,
      lastSeenMs: session.lastSeenMs,
      idleUntilMs: Math.min(session.idleUntilMs, session.untilMs),
      untilMs: session.untilMs,
      connected: this.#places.isConnected(session),
    }))
  }

  /** Ends a session of anybody; `AppError` name.unknown where there is none. */
  endSession(seat: Seat, id: SessionId): void {
    const session = this.#places.sessions().find(each => each.id === id)
    if (!session) throw new AppError('name.unknown', 'This session has ended already.')
    this.#diary.write({
      act: 'session.end',
      seat,
      person: this.#accounts.get(session.personId) ?? null,
      result: 'done',
      parameters: { by: seat.access.person?.name ?? null },
    })
    this.#places.end(id, 'ended')
  }

  // — from one person to several, and back —

  async becomePeople(
    seat: Seat,
    to: { name: string; displayName: string; passphrase: string },
  ): Promise<SessionState & { recoveryKey: string }> {
    const { place, account, session } = this.#owner(seat)
    const { keys, recoveryKey } = await this.#steps.becomePeople({ account, keys: session?.keys ?? null }, to)
    await this.#modeChanged(place, account.id, session?.keys === keys ? null : keys)
    return { ...place.state(), recoveryKey }
  }

  async becomeJustMe(seat: Seat, unlock: 'keychain' | 'passphrase'): Promise<SessionState> {
    const { place, account, session } = this.#owner(seat)
    await this.#steps.becomeJustMe({ account, keys: session?.keys ?? null }, unlock)
    await this.#modeChanged(place, account.id, null)
    return place.state()
  }

  /** Asks the keychain how it stands, for what `state` tells of it. */
  async learnKeychain(seat: Seat): Promise<void> {
    const place = this.find(seat)
    if (place) await this.#learn(place)
  }

  close(): void {
    for (const end of this.#ends) end()
    this.#places.close()
    this.#factors.close()
  }

  // — inside —

  #accessAt(seat: PlaceSeat): Access {
    const session = this.#places.sessionAt(seat)
    if (session) return this.#accessOf(session)
    return this.setUpAs === 'none' ? ownerAccess : nobodyAccess
  }

  #accessOf(session: Session): Access {
    const elevation = session.isElevated(this.#parts.clock.nowMs()) ? session.elevation : null
    const whole = this.#parts.access.accessOf(session.personId, { elevation })
    const account = this.#accounts.get(session.personId)
    if (account && this.#mustChange(account))
      return narrowed(whole, 'A passphrase of your own has to be chosen first.')
    if (account && this.#mustSetSecondFactor(account))
      return narrowed(whole, 'A second factor has to be set up first.')
    return whole
  }

  #stateAt(seat: PlaceSeat): SessionState {
    const session = this.#places.sessionAt(seat)
    const account = session && this.#accounts.get(session.personId)
    const access = this.#accessAt(seat)
    const person = account ? this.#person(account) : null
    const { elevation } = session ?? {}
    return {
      setUp: this.setUpAs,
      person: person && {
        id: person.id,
        name: person.name,
        displayName: person.displayName,
        isOwner: person.isOwner,
        secondFactor: person.secondFactor,
        mustChangePassphrase: person.mustChangePassphrase,
      },
      mustSetUpSecondFactor: account ? this.#mustSetSecondFactor(account) : false,
      lockedName: session ? null : this.#lockedName(seat),
      vaultOpen: session?.keys != null && !session.keys.closed,
      keychain: this.#keychain.get(this.#keychainOf(seat)) ?? NO_KEYCHAIN,
      permissions: access.held(),
      everywhere: access.everywhere(),
      elevation:
        session?.isElevated(this.#parts.clock.nowMs()) === true && elevation
          ? { role: elevation.role, reason: elevation.reason, untilMs: elevation.untilMs }
          : null,
      idleLockMs: session && Number.isFinite(session.idleUntilMs) ? this.#idleMs() : null,
    }
  }

  #person(account: Account): Person {
    const { access } = this.#parts
    return {
      id: account.id,
      name: account.name,
      displayName: account.displayName,
      groups: access.groupsOf(account.id) as GroupId[],
      createdAtMs: account.createdAtMs,
      lastSeenMs: account.lastSeenMs,
      passphraseChangedMs: account.passphraseChangedMs,
      disabled: account.disabled,
      secondFactor: this.#factors.has(account.id),
      mustChangePassphrase: this.#mustChange(account),
      isOwner: access.isOwner(account.id),
    }
  }

  #mustChange(account: Account): boolean {
    if (account.mustChangePassphrase) return true
    const { maxAgeDays } = this.#policy.passphrase
    if (maxAgeDays === null || account.passphraseChangedMs === null) return false
    return this.#parts.clock.nowMs() - account.passphraseChangedMs > maxAgeDays * DAY_MS
  }

  #asksSecondFactor(account: Account): boolean {
    const { required } = this.#policy.secondFactor
    if (this.setUpAs !== 'people' || required === 'never') return false
    return required === 'everyone' || this.#parts.access.isOwner(account.id)
  }

  #mustSetSecondFactor(account: Account): boolean {
    return !this.#factors.has(account.id) && this.#asksSecondFactor(account)
  }

  #mayEnter(account: Account): boolean {
    const { onlyPerson } = this.#modes
    return !account.disabled && (onlyPerson === null || onlyPerson === account.id)
  }

  get #policy(): PolicyDocument {
    return this.#parts.policies.get()
  }

  #idleMs(): number | null {
    const { idleLockMinutes } = this.#policy.session
    return idleLockMinutes === null ? null : idleLockMinutes * 60_000
  }

  /** A command's session ends with it; one person whose keychain unlocks is locked with the computer. */
  #locksIdle({ shell, personId }: Session): boolean {
    if (shell === 'cli' || this.#modes.isOpen) return false
    const mode = this.#modes.get()
    return !(mode?.mode === 'justMe' && mode.unlock === 'keychain' && mode.personId === personId)
  }

  #lockedName(seat: PlaceSeat): string | null {
    const id = this.#places.lockedAs(seat) ?? this.#modes.onlyPerson
    return (id && this.#accounts.get(id)?.name) ?? null
  }

  /** One person of this computer, where nothing has to be proven or the keychain proves it. */
  async #enterByItself(seat: PlaceSeat): Promise<void> {
    const mode = this.#modes.get()
    const account = mode?.mode === 'justMe' ? this.#accounts.get(mode.personId) : undefined
    if (mode?.mode !== 'justMe' || !account || mode.unlock === 'passphrase') return
    if (mode.unlock === 'none') this.#signIn.enter(seat, account, null, 'nothing')
    else if (this.#policy.session.keychainAllowed && !this.#factors.has(account.id))
      await this.#signIn.byKeychain(seat, account)
  }

  async #answer(place: PlaceSeat, session: Session): Promise<SignedIn> {
    await this.#learn(place)
    return { state: place.state(), ticket: this.#ticket(place, session) }
  }

  #ticket(place: PlaceSeat, session: Session | null): string | null {
    return session !== null && place.shell === 'headless' ? this.#places.ticket(session) : null
  }

  #requireSetUp(): void {
    if (this.setUpAs !== 'none') return
    throw new AppError('input.invalid', 'Nobody has set up people here: there is nothing to sign in to.')
  }

  #requireKeychain(place: PlaceSeat): void {
    if (!this.#policy.session.keychainAllowed)
      throw new AppError('keychain.unavailable', 'The policy keeps unlock keys out of the keychain.', {
        next: 'Sign in with your passphrase.',
      })
    if (place.shell === 'headless' && this.setUpAs === 'people')
      throw new AppError('keychain.unavailable', 'A server of several people has no keychain of yours.', {
        next: 'Sign in with your passphrase.',
      })
  }

  /** Whom the keychain would sign in here. */
  #rememberedAt(place: PlaceSeat): PersonId | null {
    const locked = this.#places.lockedAs(place) ?? this.#modes.onlyPerson
    if (locked !== null) return locked
    const remembered = this.#parts.vault.remembered().filter(id => this.#accounts.get(id)?.disabled === false)
    return remembered.length === 1 ? (remembered[0] ?? null) : null
  }

  #keychainOf(seat: PlaceSeat): PersonId | null {
    return seat.held?.personId ?? (this.setUpAs === 'none' ? null : this.#rememberedAt(seat))
  }

  async #learn(seat: PlaceSeat): Promise<void> {
    const id = this.#keychainOf(seat)
    const found = await this.#parts.vault.keychainState(id)
    const { keychainAllowed } = this.#policy.session
    const isOthers = seat.shell === 'headless' && this.setUpAs === 'people'
    const state: KeychainState =
      keychainAllowed && !isOthers
        ? found
        : { available: false, reason: 'It is not used here.', remembersMe: false }
    const before = this.#keychain.get(id)
    this.#keychain.set(id, state)
    if (JSON.stringify(before) !== JSON.stringify(state)) seat.moved()
  }

  #owner(seat: Seat): { place: PlaceSeat; account: Account; session: Session | null } {
    const place = this.at(seat)
    const session = this.#places.sessionAt(place)
    if (!session)
      throw new AppError('session.required', 'Nobody is signed in here.', { next: 'Sign in first.' })
    const account = this.#accounts.require(session.personId)
    if (!this.#parts.access.isOwner(account.id))
      throw new AppError('rights.denied', 'Only an owner decides who uses this installation.')
    return { place, account, session }
  }

  async #modeChanged(place: PlaceSeat, personId: PersonId, keys: Session['keys']): Promise<void> {
    const account = this.#accounts.require(personId)
    if (keys) this.#signIn.enter(place, account, keys, 'setUp')
    const own = this.#places.sessionAt(place)
    this.#places.endAll('changed', session => session !== own)
    this.#places.narrow(
      seat => seat.place !== place.place || seat.held === null,
      new AppError('session.ended', 'It was decided anew who uses this installation.', { next: 'Sign in.' }),
    )
    this.#places.rearm()
    this.#diary.write({
      act: 'session.setUp',
      seat: place,
      person: account,
      result: 'done',
      parameters: { mode: this.#modes.word },
    })
    await this.#learn(place)
    this.#changed()
  }

  #rightsChanged(people: ReadonlySet<PersonId> | null): void {
    for (const session of this.#places.sessions())
      if (session.elevation && !session.isElevated(this.#parts.clock.nowMs())) {
        const { role } = session.elevation
        session.elevation = null
        this.#diary.write({
          act: 'session.endElevation',
          seat: { shell: session.shell, session: session.id, elevated: true },
          person: this.#accounts.get(session.personId) ?? null,
          role,
          result: 'done',
          parameters: { by: 'time' },
        })
      }
    this.#places.narrow(
      seat => seat.held !== null && (people === null || people.has(seat.held.personId)),
      new AppError('rights.changed', 'What you may do here was changed.', { next: 'Try again.' }),
    )
    this.#moved()
  }

  #went(session: Session, how: Leaving): void {
    if (session.elevation) this.#parts.access.endElevation(session.elevation)
    const acts: Partial<Record<Leaving, string>> = { lock: 'session.lock', idle: 'session.lock' }
    this.#diary.write({
      act: acts[how] ?? 'session.signOut',
      seat: { shell: session.shell, session: session.id, elevated: false },
      person: this.#accounts.get(session.personId) ?? null,
      result: 'done',
      parameters: { how },
    })
    this.#moved()
  }

  #moved(): void {
    for (const listener of [...this.#presence]) listener()
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
    for (const seat of this.#places.seats()) seat.moved()
  }
}
