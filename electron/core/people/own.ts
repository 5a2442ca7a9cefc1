import { AppError } from '../../../shared/errors.ts'
import type { RoleId } from '../../../shared/ids.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { AccessControl } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { OpenKeys, Vault } from '../vault/index.ts'
import type { Account, AccountTable } from './accounts.ts'
import type { Diary } from './diary.ts'
import type { ModeBook } from './mode.ts'
import type { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import type { SecondFactors } from './secondFactor.ts'
import type { Session } from './session.ts'
import type { SignIn } from './signIn.ts'
import { requireStrong } from './strength.ts'
import type { FreshSeed } from './totp.ts'

interface Parts {
  vault: Vault
  accounts: AccountTable
  modes: ModeBook
  factors: SecondFactors
  places: Places
  signIn: SignIn
  diary: Diary
  clock: Clock
  access: () => AccessControl
  policies: () => Policies
  /** Whether the policy asks this person for a second factor. */
  asksSecondFactor(account: Account): boolean
  /** Whether this person may do next to nothing before something is done. */
  isHeld(account: Account): boolean
  /** Something of the account was changed. */
  changed(): void
}

/** What a person does with their own account, at the seat where they sit. */
export class OwnAccount {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Throws `AppError` signIn.refused for a wrong old one, passphrase.weak. Every other session of the person ends. */
  async changePassphrase(seat: PlaceSeat, old: string | null, passphrase: string): Promise<void> {
    const { vault, accounts, clock, policies, places } = this.#parts
    const { session, account, keys } = this.#here(seat)
    const wasHeld = this.#parts.isHeld(account)
    await this.#provePassphrase(seat, account, old)
    if (old === passphrase)
      throw new AppError('passphrase.weak', 'That is the passphrase that you have already.')
    await requireStrong(passphrase, [account.name, account.displayName], policies().passphrase)
    await vault.changePassphrase(keys, passphrase)
    accounts.update(account.id, { passphraseChangedMs: clock.nowMs(), mustChangePassphrase: false })
    places.endAll('changed', each => each.personId === account.id && each !== session)
    // Whoever was free before sees what they saw: what is open stays open.
    if (wasHeld)
      places.narrow(
        each => each.held === session,
        new AppError('rights.changed', 'The passphrase was changed.'),
      )
    this.#done(seat, account, 'session.changePassphrase')
  }

  /** Throws `AppError` policy.refused, keychain.unavailable. */
  async remember(seat: PlaceSeat, on: boolean): Promise<void> {
    const { vault, policies, modes } = this.#parts
    const { account, keys } = this.#here(seat)
    if (on && !policies().session.keychainAllowed)
      throw new AppError('policy.refused', 'The policy keeps unlock keys out of the keychain.', {
        data: { why: 'keychainOff' },
      })
    if (on && seat.shell === 'headless' && modes.word === 'people')
      throw new AppError(
        'policy.refused',
        'The keychain of a server that several people use is nobody’s own.',
        {
          next: 'Use it where the program runs on your own computer.',
          data: { why: 'keychainShared' },
        },
      )
    if (!on && !vault.hasPassphrase(account.id))
      throw new AppError('input.invalid', 'Nothing else unlocks your secrets.', {
        next: 'Choose a passphrase first.',
      })
    await vault.remember(keys, on)
    this.#done(seat, account, 'session.remember', { on })
  }

  async newRecoveryKey(seat: PlaceSeat, passphrase: string | null): Promise<string> {
    const { account, keys } = this.#here(seat)
    await this.#provePassphrase(seat, account, passphrase)
    const recoveryKey = this.#parts.vault.makeRecoveryKey(keys)
    this.#done(seat, account, 'session.newRecoveryKey')
    return recoveryKey
  }

  /** Throws `AppError` input.invalid where there is one already: it has to be removed by one of its codes first. */
  async beginSecondFactor(seat: PlaceSeat): Promise<FreshSeed> {
    const { account } = this.#here(seat)
    if (this.#parts.factors.has(account.id))
      throw new AppError('input.invalid', 'There is an authenticator already.', {
        next: 'Remove it with one of its codes first.',
      })
    return this.#parts.factors.begin(account.id, account.name)
  }

  async confirmSecondFactor(seat: PlaceSeat, code: string): Promise<string[]> {
    const { account, keys, session } = this.#here(seat)
    if (this.#parts.factors.has(account.id))
      throw new AppError('input.invalid', 'There is an authenticator already.')
    const wasHeld = this.#parts.isHeld(account)
    const codes = await this.#parts.factors.confirm(keys, code)
    // Else the codes, which are shown once, would go with everything else that is drawn anew.
    if (wasHeld)
      this.#parts.places.narrow(
        each => each.held === session,
        new AppError('rights.changed', 'A second factor was set up.'),
      )
    this.#done(seat, account, 'session.confirmSecondFactor')
    return codes
  }

  async renewRecoveryCodes(seat: PlaceSeat, code: string): Promise<string[]> {
    const { account, keys } = this.#withFactor(seat)
    await this.#parts.signIn.confirmCode(seat, account, keys, code)
    const codes = this.#parts.factors.renewCodes(account.id)
    this.#done(seat, account, 'session.renewRecoveryCodes')
    return codes
  }

  /** Throws `AppError` policy.refused where the policy asks for one. */
  async removeSecondFactor(seat: PlaceSeat, code: string): Promise<void> {
    const { account, keys } = this.#withFactor(seat)
    if (this.#parts.asksSecondFactor(account))
      throw new AppError('policy.refused', 'The policy asks you for a second factor.', {
        next: 'Whoever manages the accounts can reset it, so that you can set up another.',
        data: { why: 'secondFactor' },
      })
    await this.#parts.signIn.confirmCode(seat, account, keys, code)
    this.#parts.factors.remove(account.id)
    this.#done(seat, account, 'session.removeSecondFactor')
  }

  /** Roles that one may take for a while by policy, and for how long at most. */
  elevations(): { roleId: RoleId; name: string; maxMinutes: number }[] {
    const { policies, access } = this.#parts
    const { elevationRoles, elevationMaxMinutes: maxMinutes } = policies().acts
    return elevationRoles.flatMap(roleId => {
      const role = access().role(roleId)
      return role ? [{ roleId, name: role.name, maxMinutes }] : []
    })
  }

  /** Break-glass. Throws `AppError` policy.refused, signIn.code (a proof is asked for), signIn.refused, signIn.delayed. */
  async elevate(
    seat: PlaceSeat,
    wish: {
      roleId: RoleId
      reason: string
      minutes: number
      code?: string | undefined
      passphrase?: string | undefined
    },
  ): Promise<void> {
    const { access, policies, clock, places, factors, diary } = this.#parts
    const { session, account, keys } = this.#here(seat)
    const { elevationRoles, elevationMaxMinutes } = policies().acts
    const role = access().role(wish.roleId)
    const parameters = { role: role?.name ?? wish.roleId, reason: wish.reason, minutes: wish.minutes }
    try {
      if (!role || !elevationRoles.includes(wish.roleId))
        throw new AppError('policy.refused', 'The policy does not let this role be taken for a while.', {
          data: { why: 'elevationRole' },
        })
      if (wish.minutes > elevationMaxMinutes)
        throw new AppError('policy.refused', `The policy allows ${elevationMaxMinutes} minutes at most.`, {
          data: { why: 'elevationLong', limit: elevationMaxMinutes },
        })
      if (factors.has(account.id)) {
        if (wish.code === undefined)
          throw new AppError('signIn.code', 'This needs a code of your second factor.')
        await this.#parts.signIn.confirmCode(seat, account, keys, wish.code)
      } else await this.#provePassphrase(seat, account, wish.passphrase ?? null)
    } catch (error) {
      diary.write({ act: 'session.elevate', seat, person: account, result: 'refused', error, parameters })
      throw error
    }
    if (session.elevation) access().endElevation(session.elevation)
    const untilMs = clock.nowMs() + wish.minutes * 60_000
    session.elevation = access().elevate(account.id, wish.roleId, untilMs, wish.reason)
    places.narrow(
      each => each.held === session,
      new AppError('rights.changed', 'A role was taken for a while.'),
    )
    diary.write({
      act: 'session.elevate',
      seat: { shell: seat.shell, session: session.id, elevated: true },
      person: account,
      role: role.name,
      result: 'done',
      parameters,
    })
  }

  /** Ends break-glass before its time; nothing where there is none. */
  endElevation(seat: PlaceSeat): void {
    const { session, account } = this.#here(seat)
    const { elevation } = session
    if (!elevation) return
    session.elevation = null
    this.#parts.access().endElevation(elevation)
    this.#parts.places.narrow(
      each => each.held === session,
      new AppError('rights.changed', 'The role taken for a while was given back.'),
    )
    this.#parts.diary.write({
      act: 'session.endElevation',
      seat: { shell: seat.shell, session: session.id, elevated: true },
      person: account,
      role: elevation.role,
      result: 'done',
    })
  }

  #here(seat: PlaceSeat): { session: Session; account: Account; keys: OpenKeys } {
    const session = this.#parts.places.sessionAt(seat)
    if (!session)
      throw new AppError('session.required', 'Nobody is signed in here.', { next: 'Sign in first.' })
    const account = this.#parts.accounts.require(session.personId)
    if (session.keys === null)
      throw new AppError('vault.closed', 'This installation keeps no secrets yet.', {
        next: 'Choose a passphrase: make it an installation for several people, which can be undone.',
      })
    return { session, account, keys: session.keys }
  }

  #withFactor(seat: PlaceSeat): { account: Account; keys: OpenKeys } {
    const here = this.#here(seat)
    if (!this.#parts.factors.has(here.account.id))
      throw new AppError('input.invalid', 'There is no authenticator to ask.')
    return here
  }

  async #provePassphrase(seat: PlaceSeat, account: Account, passphrase: string | null): Promise<void> {
    if (!this.#parts.vault.hasPassphrase(account.id)) return
    if (passphrase === null)
      throw new AppError('signIn.refused', 'Your passphrase is asked for.', { data: { asked: 'passphrase' } })
    await this.#parts.signIn.confirmPassphrase(seat, account, passphrase)
  }

  #done(seat: PlaceSeat, account: Account, act: string, parameters: Record<string, unknown> = {}): void {
    this.#parts.changed()
    this.#parts.diary.write({ act, seat, person: account, result: 'done', parameters })
  }
}
