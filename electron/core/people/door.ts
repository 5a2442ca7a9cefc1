import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { SessionState } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { AccessControl, Seat } from '../access/types.ts'
import type { OpenKeys } from '../vault/index.ts'
import type { Account, AccountTable } from './accounts.ts'
import type { Diary } from './diary.ts'
import type { ModeBook } from './mode.ts'
import type { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import type { SecondFactors } from './secondFactor.ts'
import type { Session } from './session.ts'
import type { SetUpChoice, SetUpSteps } from './setUp.ts'
import type { SignIn } from './signIn.ts'
import type { Standing } from './standing.ts'
import { requireStrong } from './strength.ts'
import type { SignedIn } from './types.ts'

interface Parts {
  accounts: AccountTable
  modes: ModeBook
  factors: SecondFactors
  places: Places
  standing: Standing
  signIn: SignIn
  steps: SetUpSteps
  diary: Diary
  access: () => AccessControl
  policies: () => Policies
  /** Something of an account was changed. */
  changed(): void
}

/** The ways in and out of a place, and from one person's installation to several people's. A seat that `sit` did not give is refused with `session.required`. */
export class Door {
  readonly #parts: Parts
  /** Places whose person is being signed in by themselves: a locked keychain asks them first. */
  readonly #entering = new Map<string, Promise<void>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Signs in whoever needs no ceremony, at a place where nobody sits and nobody left on purpose. */
  async settle(seat: Seat): Promise<void> {
    const place = this.#parts.places.at(seat)
    if (place.held !== null) return
    if (this.#parts.places.isFresh(place)) return await this.#enterOnce(place)
    // A page that is loaded again: it would be let in as the first one was, so it is shown what is open.
    const account = this.#entersByItself(place)
    if (account) this.#parts.places.join(place, account.id)
  }

  /** Whether whoever leaves has to prove something to come back. */
  get canLock(): boolean {
    return this.#parts.standing.setUpAs !== 'none' && !this.#parts.modes.isOpen
  }

  /** The first choice. Throws `AppError` setUp.done, passphrase.weak, keychain.unavailable. */
  async setUp(seat: Seat, choice: SetUpChoice): Promise<SignedIn & { recoveryKey: string | null }> {
    const place = this.#parts.places.at(seat)
    const { account, keys, recoveryKey } = await this.#parts.steps.first(choice)
    // Whoever asks for their rights from here on asks for those of an account that is known.
    this.#parts.changed()
    this.#parts.diary.write({
      act: 'session.setUp',
      seat,
      person: account,
      result: 'done',
      parameters: { mode: choice.mode },
    })
    // Everybody else who had the folder open as its owner has to come in by the new way.
    this.#parts.places.narrow(each => each !== place, decidedAnew())
    const signedIn = await this.#answer(place, this.#parts.signIn.enter(place, account, keys, 'setUp'))
    return { ...signedIn, recoveryKey }
  }

  /** Throws `AppError` signIn.refused, signIn.code, signIn.delayed. */
  async signIn(
    seat: Seat,
    given: { name: string; passphrase: string; code?: string | undefined },
  ): Promise<SignedIn> {
    this.#requireSetUp()
    const place = this.#parts.places.at(seat)
    return this.#answer(place, await this.#parts.signIn.byPassphrase(place, given))
  }

  /** As whoever locked this place, or the only one whom it remembers. Throws `AppError` keychain.*, signIn.*. */
  async signInByKeychain(seat: Seat, code?: string): Promise<SignedIn> {
    this.#requireSetUp()
    const place = this.#parts.places.at(seat)
    if (this.#parts.modes.isOpen) {
      await this.#enterByItself(place)
      return this.#answer(place, place.held)
    }
    const entering = this.#entering.get(place.place)
    if (entering) {
      await entering
      if (place.held !== null) return this.#answer(place, place.held)
    }
    const next = 'Sign in with your passphrase.'
    const reason = this.#parts.standing.keychainRefusal(place.shell)?.reason ?? null
    if (reason !== null) throw new AppError('keychain.unavailable', reason, { next })
    const id = this.#parts.standing.rememberedAt(place)
    const account = id === null ? undefined : this.#parts.accounts.get(id)
    if (!account)
      throw new AppError('keychain.empty', 'The keychain holds nothing for this installation.', { next })
    return this.#answer(place, await this.#parts.signIn.byKeychain(place, account, { code }))
  }

  /** Throws `AppError` recovery.refused, passphrase.weak, signIn.delayed. */
  async recover(
    seat: Seat,
    given: { name: string; recoveryKey: string; passphrase: string },
  ): Promise<SignedIn & { recoveryKey: string }> {
    this.#requireSetUp()
    const place = this.#parts.places.at(seat)
    await requireStrong(given.passphrase, [given.name], this.#parts.policies().passphrase)
    const { session, recoveryKey } = await this.#parts.signIn.byRecovery(place, given)
    this.#parts.changed()
    return { ...(await this.#answer(place, session)), recoveryKey }
  }

  /** Ends the session here; `lock` keeps the name to unlock as. Nothing where nobody sits. */
  leave(seat: Seat, how: 'lock' | 'signOut'): void {
    const place = this.#parts.places.at(seat)
    if (!this.canLock)
      throw new AppError('input.invalid', 'There is nothing to lock with: no passphrase was ever chosen.', {
        next: 'Set up a passphrase first.',
      })
    this.#parts.places.leave(place, how)
  }

  /** Throws `AppError` rights.denied for who is no owner, setUp.done, name.taken, passphrase.weak. */
  async becomePeople(
    seat: Seat,
    to: { name: string; displayName: string; passphrase: string },
  ): Promise<SessionState & { recoveryKey: string }> {
    const { place, account, session } = this.#owner(seat)
    const { keys, recoveryKey } = await this.#parts.steps.becomePeople({ account, keys: session.keys }, to)
    await this.#modeChanged(place, account.id, session.keys === keys ? null : keys)
    return { ...place.state(), recoveryKey }
  }

  /** Throws `AppError` rights.denied for who is no owner, setUp.done, keychain.unavailable. */
  async becomeJustMe(seat: Seat, unlock: 'keychain' | 'passphrase'): Promise<SessionState> {
    const { place, account, session } = this.#owner(seat)
    await this.#parts.steps.becomeJustMe({ account, keys: session.keys }, unlock)
    await this.#modeChanged(place, account.id, null)
    return place.state()
  }

  /** Whoever asks while the keychain is asked already waits for the same answer. */
  #enterOnce(seat: PlaceSeat): Promise<void> {
    const known = this.#entering.get(seat.place)
    if (known) return known
    const entering = this.#enterByItself(seat).finally(() => this.#entering.delete(seat.place))
    this.#entering.set(seat.place, entering)
    return entering
  }

  /** One person of this computer, where nothing has to be proven or the keychain proves it. */
  async #enterByItself(seat: PlaceSeat): Promise<void> {
    const account = this.#entersByItself(seat)
    if (!account) return
    if (this.#parts.modes.isOpen) this.#parts.signIn.enter(seat, account, null, 'nothing')
    else
      await this.#parts.signIn.byKeychain(seat, account, {
        // Whoever came in by the passphrase meanwhile, or left again, stays as they are.
        isWanted: () => this.#parts.places.isFresh(seat),
      })
  }

  /** Whoever is there without a question at every start; null where somebody has to say who they are. */
  #entersByItself({ shell }: PlaceSeat): Account | null {
    const mode = this.#parts.modes.get()
    if (mode?.mode !== 'justMe' || mode.unlock === 'passphrase') return null
    const account = this.#parts.accounts.get(mode.personId) ?? null
    if (account === null || mode.unlock === 'none') return account
    const isAsked =
      this.#parts.standing.keychainRefusal(shell) !== null || this.#parts.factors.has(account.id)
    return isAsked ? null : account
  }

  async #answer(place: PlaceSeat, session: Session | null): Promise<SignedIn> {
    await this.#parts.standing.learnKeychain(place)
    const needsTicket = session?.isOpen === true && place.shell === 'headless'
    return { state: place.state(), ticket: needsTicket ? this.#parts.places.ticket(session) : null }
  }

  #requireSetUp(): void {
    if (this.#parts.standing.setUpAs !== 'none') return
    throw new AppError('input.invalid', 'Nobody has set up people here: there is nothing to sign in to.')
  }

  #owner(seat: Seat): { place: PlaceSeat; account: Account; session: Session } {
    const place = this.#parts.places.at(seat)
    const session = this.#parts.places.sessionAt(place)
    if (!session)
      throw new AppError('session.required', 'Nobody is signed in here.', { next: 'Sign in first.' })
    const account = this.#parts.accounts.require(session.personId)
    if (!this.#parts.access().isOwner(account.id))
      throw new AppError('rights.denied', 'Only an owner decides who uses this installation.')
    return { place, account, session }
  }

  async #modeChanged(place: PlaceSeat, personId: PersonId, keys: OpenKeys | null): Promise<void> {
    const account = this.#parts.accounts.require(personId)
    if (keys) this.#parts.signIn.enter(place, account, keys, 'setUp')
    const own = this.#parts.places.sessionAt(place)
    this.#parts.places.endAll('changed', session => session !== own)
    this.#parts.places.narrow(seat => seat.place !== place.place || seat.held === null, decidedAnew())
    this.#parts.places.rearm()
    const parameters = { mode: this.#parts.modes.word }
    this.#parts.diary.write({
      act: 'session.setUp',
      seat: place,
      person: account,
      result: 'done',
      parameters,
    })
    await this.#parts.standing.learnKeychain(place)
    this.#parts.changed()
  }
}

const decidedAnew = (): AppError =>
  new AppError('session.ended', 'It was decided anew who uses this installation.', { next: 'Sign in.' })
