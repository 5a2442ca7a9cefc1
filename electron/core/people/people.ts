import { AppError } from '../../../shared/errors.ts'
import type { PersonId, SessionId } from '../../../shared/ids.ts'
import type { Person, SessionState, Strength } from '../../../shared/models/access.ts'
import { ownerAccess } from '../access/index.ts'
import type { AccessControl, AccountList, Seat } from '../access/types.ts'
import type { AuditSink } from '../audit/types.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Policies } from '../policies/index.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import type { OpenKeys, Vault } from '../vault/index.ts'
import { type Account, AccountTable } from './accounts.ts'
import { Administration } from './administration.ts'
import { Diary } from './diary.ts'
import { Door } from './door.ts'
import { ModeBook } from './mode.ts'
import { OwnAccount } from './own.ts'
import { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import { SecondFactors } from './secondFactor.ts'
import type { Session } from './session.ts'
import { SetUpSteps } from './setUp.ts'
import { SignIn } from './signIn.ts'
import { Standing } from './standing.ts'
import { strengthOf } from './strength.ts'
import { Tries } from './tries.ts'
import type { Leaving, PersonSeat, Present, SeatRequest, SessionView, SetUp } from './types.ts'

/** A window that waits longer for the keychain shows itself locked meanwhile, milliseconds. */
const PATIENCE_MS = 1_000

/** What people are made of. */
export interface PeopleParts {
  store: Store
  vault: Vault
  register: Pick<Register, 'change'>
  access: AccessControl
  policies: Pick<Policies, 'get' | 'onChange'>
  clock: Clock
  log: Logger
  /** Null until there is one. */
  audit: () => AuditSink | null
}

/** `core.people`: who has an account, who sits where, and how they came there. See docs/sessions.md. */
export class People {
  readonly #parts: PeopleParts
  readonly #accounts: AccountTable
  readonly #modes: ModeBook
  readonly #factors: SecondFactors
  readonly #places: Places
  readonly #standing: Standing
  readonly #diary: Diary
  readonly #listeners = new Set<() => void>()
  readonly #presence = new Set<() => void>()
  readonly #ends: (() => void)[]
  /** The ways in and out. */
  readonly door: Door
  /** Somebody's own account, at the seat where they sit. */
  readonly own: OwnAccount
  /** Other people's accounts. */
  readonly administration: Administration

  constructor(parts: PeopleParts) {
    this.#parts = parts
    const { store, vault, clock, log } = parts
    const policies = () => parts.policies.get()
    const base = {
      vault,
      accounts: new AccountTable(store, parts.register),
      modes: new ModeBook(store, parts.register, id => vault.isEnrolled(id)),
      factors: new SecondFactors({ store, vault, clock }),
      diary: new Diary(parts.audit),
      clock,
      access: () => parts.access,
      policies,
      changed: () => this.#changed(),
    }
    const standing = new Standing({ ...base, places: () => this.#places })
    const places = new Places({
      store,
      clock,
      log,
      policies: () => policies().session,
      locksIdle: session => standing.locksIdle(session),
      keeper: {
        accessAt: seat => standing.accessAt(seat),
        stateAt: seat => standing.stateAt(seat),
        isElevated: seat => places.sessionAt(seat)?.isElevated(clock.nowMs()) === true,
      },
      came: () => this.#moved(),
      narrowed: () => this.#moved(),
      went: (session, how) => this.#went(session, how),
    })
    const tries = new Tries({ store, clock, rules: () => policies().throttle })
    const mayEnter = (account: Account) => standing.mayEnter(account)
    const signIn = new SignIn({ ...base, places, tries, mayEnter })
    this.#accounts = base.accounts
    this.#modes = base.modes
    this.#factors = base.factors
    this.#diary = base.diary
    this.#standing = standing
    this.#places = places
    this.door = new Door({ ...base, places, standing, signIn, steps: new SetUpSteps(base) })
    const asksSecondFactor = (account: Account) => standing.asksSecondFactor(account)
    const isHeld = (account: Account) => standing.isHeld(account)
    this.own = new OwnAccount({ ...base, places, signIn, asksSecondFactor, isHeld })
    this.administration = new Administration({
      ...base,
      places,
      transaction: work => store.transaction(work),
      person: id => standing.person(base.accounts.require(id)),
      keysAt: seat => this.#keysAt(seat),
    })
    this.#ends = [
      parts.access.onChange(people => this.#rightsChanged(people)),
      parts.policies.onChange(() => places.rearm()),
    ]
  }

  /** How many use this folder. */
  get setUpAs(): SetUp {
    return this.#standing.setUpAs
  }

  /** What the rights need to know of accounts. */
  get accounts(): AccountList {
    return { list: () => this.#accounts.list(), onChange: callback => this.onChange(callback) }
  }

  list(): Person[] {
    return this.#accounts.list().map(account => this.#standing.person(account))
  }

  get(id: PersonId): Person | undefined {
    const account = this.#accounts.get(id)
    return account && this.#standing.person(account)
  }

  /** Called after any change of any account. */
  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  // — seats —

  /** Gives a connection its seat; where one person needs no ceremony, they are signed in by themselves: a little later where the keychain asks them first. */
  async sit(request: SeatRequest): Promise<PersonSeat> {
    const seat = this.#places.sit(request)
    const settled = this.door.settle(seat).catch((error: unknown) => {
      // The window then shows how it can be unlocked, where there is one still.
      if (!seat.isClosed) this.#parts.log.warn({ err: error }, 'nobody could be signed in by themselves')
    })
    const late = Promise.withResolvers<void>()
    const stop = this.#parts.clock.after(PATIENCE_MS, late.resolve)
    await Promise.race([settled, late.promise])
    stop()
    return seat
  }

  /** What a window is told of its seat. */
  stateOf(seat: Seat): SessionState {
    return this.#places.seat(seat.id)?.state() ?? this.#standing.stateOf(seat.access)
  }

  /** The seat as `sit` gave it; `AppError` session.required for another one, or one that is closed. */
  at(seat: Seat): PlaceSeat {
    return this.#places.at(seat)
  }

  /** Called after what `stateOf` tells may have changed; the returned function ends that. */
  onSeat(seat: Seat, callback: () => void): () => void {
    return this.#places.seat(seat.id)?.onChange(callback) ?? (() => undefined)
  }

  /** Asks the keychain how it stands, for what `stateOf` tells of it. */
  async learnKeychain(seat: Seat): Promise<void> {
    const place = this.#places.seat(seat.id)
    if (place) await this.#standing.learnKeychain(place)
  }

  /** Everyone who is there now; where nobody needs to sign in, the owner always is. */
  present(): Present[] {
    if (this.setUpAs === 'none')
      return [{ personId: null, session: null, access: ownerAccess, elevated: false }]
    const open = this.#places.sessions().map(session => ({
      personId: session.personId,
      session: session.id,
      access: this.#standing.accessOf(session),
      elevated: session.isElevated(this.#parts.clock.nowMs()),
    }))
    const { onlyPerson } = this.#modes
    if (open.length > 0 || onlyPerson === null || !this.#modes.isOpen) return open
    const access = this.#parts.access.accessOf(onlyPerson)
    return [{ personId: onlyPerson, session: null, access, elevated: false }]
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

  /** Locks every place of a shell where something has to be proven to come back: the computer sleeps, its screen is locked. */
  lockShell(shell: Seat['shell']): void {
    this.#places.endAll('lock', session => session.shell === shell && this.#standing.locksIdle(session))
  }

  /** A person's input: the idle time begins anew. */
  touch(seat: Seat): void {
    const place = this.#places.seat(seat.id)
    if (place) this.#places.touch(place)
  }

  /** How strong a passphrase is by the policy. */
  strength(passphrase: string, name: string | undefined): Promise<Strength> {
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
    const person = this.#accounts.get(session.personId) ?? null
    const parameters = { by: seat.access.person?.name ?? null }
    this.#diary.write({ act: 'session.end', seat, person, result: 'done', parameters })
    this.#places.end(id, 'ended')
  }

  close(): void {
    for (const end of this.#ends) end()
    this.#places.close()
    this.#factors.close()
  }

  // — inside —

  #keysAt(seat: Seat): OpenKeys | null {
    const place = this.#places.seat(seat.id)
    return (place && this.#places.sessionAt(place)?.keys) ?? null
  }

  #rightsChanged(people: ReadonlySet<PersonId> | null): void {
    for (const session of this.#places.sessions()) this.#endOfElevation(session)
    this.#places.narrow(
      seat => seat.held !== null && (people === null || people.has(seat.held.personId)),
      new AppError('rights.changed', 'What you may do here was changed.', { next: 'Try again.' }),
    )
  }

  /** Break-glass whose time is up. */
  #endOfElevation(session: Session): void {
    if (!session.elevation || session.isElevated(this.#parts.clock.nowMs())) return
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

  #went(session: Session, how: Leaving): void {
    if (session.elevation) this.#parts.access.endElevation(session.elevation)
    const isLock = how === 'lock' || how === 'idle'
    this.#diary.write({
      act: isLock ? 'session.lock' : 'session.signOut',
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
