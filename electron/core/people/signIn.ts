import { AppError } from '../../../shared/errors.ts'
import type { Clock } from '../clock.ts'
import type { OpenKeys, Vault } from '../vault/index.ts'
import type { Account, AccountTable } from './accounts.ts'
import { folded } from './accounts.ts'
import type { Diary } from './diary.ts'
import { Gate } from './gate.ts'
import type { Places } from './places.ts'
import type { PlaceSeat } from './seat.ts'
import { type SecondFactors, wrongCode } from './secondFactor.ts'
import type { Session } from './session.ts'
import type { Try, Tries } from './tries.ts'

/** Derivations at once: each takes 64 MiB or more. */
const AT_ONCE = 2

/** What the way in is made of. */
export interface SignInParts {
  vault: Vault
  accounts: AccountTable
  factors: SecondFactors
  places: Places
  tries: Tries
  diary: Diary
  clock: Clock
  /** Whether this account may come in at all: not disabled, and the one person of a folder for one. */
  mayEnter(account: Account): boolean
}

/** The core's time, which a code is held against, and when another try is let in: both say nothing of what was wrong. */
const tried = (clock: Clock, attempt?: Try) => ({
  nowMs: clock.nowMs(),
  ...(attempt?.retryAtMs == null ? {} : { retryAtMs: attempt.retryAtMs }),
})

/** The same words whatever was wrong: name, passphrase, code, or that the account is disabled. */
const refused = (clock: Clock, attempt?: Try): AppError =>
  new AppError('signIn.refused', 'That name and passphrase don’t open anything here.', {
    next: 'Check both. If the account is disabled or the passphrase forgotten, ask whoever manages the accounts.',
    data: tried(clock, attempt),
  })

const codeAsked = (): AppError =>
  new AppError('signIn.code', 'This account asks for a second factor.', {
    next: 'Enter the code that your authenticator shows, or one of your recovery codes.',
  })

/** The ways in: each ends in an open session, or in a refusal that tells nobody which part was wrong. */
export class SignIn {
  readonly #parts: SignInParts
  readonly #gate = new Gate(AT_ONCE)

  constructor(parts: SignInParts) {
    this.#parts = parts
  }

  /** By name, passphrase and, where there is one, second factor. Throws `AppError` signIn.refused, signIn.code, signIn.delayed. */
  async byPassphrase(
    seat: PlaceSeat,
    given: { name: string; passphrase: string; code?: string | undefined },
  ): Promise<Session> {
    const { vault, accounts, tries, clock } = this.#parts
    const account = accounts.named(given.name)
    const startedMs = clock.monotonicMs()
    try {
      const attempt = tries.begin(folded(given.name), seat.shell)
      const keys = await this.#gate
        .run(clock.nowMs(), () => vault.open(account?.id ?? null, given.passphrase))
        .catch((error: unknown) => {
          attempt.undo()
          throw error
        })
      return await closedOnFailure(keys, async () => {
        // An account that was disabled or renamed meanwhile counts as it stands now.
        const now = account && accounts.get(account.id)
        if (keys === null || !now || !this.#parts.mayEnter(now)) throw refused(clock, attempt)
        await this.#checkCode(keys, given.code, attempt)
        attempt.right()
        return this.#enter(seat, now, keys, startedMs, 'passphrase')
      })
    } catch (error) {
      this.#tell(seat, account, error, startedMs)
      throw error
    }
  }

  /**
   * By what the keychain holds for this person; null where, after it answered, this is not wanted any more. Throws
   * `AppError` keychain.unavailable, keychain.empty, signIn.code, signIn.refused.
   */
  async byKeychain(
    seat: PlaceSeat,
    account: Account,
    { code, isWanted = () => true }: { code?: string | undefined; isWanted?: () => boolean } = {},
  ): Promise<Session | null> {
    const { vault, tries, clock } = this.#parts
    const startedMs = clock.monotonicMs()
    try {
      if (!this.#parts.mayEnter(account)) throw refused(clock)
      const keys = await vault.openByKeychain(account.id)
      return await closedOnFailure(keys, async () => {
        if (!isWanted()) {
          keys.close()
          return null
        }
        if (this.#parts.factors.has(account.id)) {
          const attempt = tries.begin(folded(account.name), seat.shell)
          await this.#checkCode(keys, code, attempt)
          attempt.right()
        }
        return this.#enter(seat, account, keys, startedMs, 'keychain')
      })
    } catch (error) {
      // Nobody waits there any more, and the program may have ended meanwhile.
      if (!seat.isClosed) this.#tell(seat, account, error, startedMs)
      throw error
    }
  }

  /** By the printed key, which sets a new passphrase and stands for the second factor too. Throws `AppError` recovery.refused, signIn.delayed. */
  async byRecovery(
    seat: PlaceSeat,
    given: { name: string; recoveryKey: string; passphrase: string },
  ): Promise<{ session: Session; recoveryKey: string }> {
    const { vault, accounts, tries, clock } = this.#parts
    const account = accounts.named(given.name)
    const startedMs = clock.monotonicMs()
    const notTaken = (attempt: Try) =>
      new AppError('recovery.refused', 'That recovery key opens nothing here.', {
        next: 'Check the name and every letter of the key; a key that was used once is worth nothing.',
        data: tried(clock, attempt),
      })
    try {
      const attempt = tries.begin(folded(given.name), seat.shell)
      const mayEnter = account !== undefined && this.#parts.mayEnter(account)
      const opened = await this.#gate
        .run(clock.nowMs(), () =>
          vault.openByRecovery(mayEnter ? account.id : null, given.recoveryKey, given.passphrase),
        )
        .catch((error: unknown) => {
          attempt.undo()
          throw error
        })
      return await closedOnFailure(opened?.keys ?? null, async () => {
        if (opened === null || !mayEnter) throw notTaken(attempt)
        attempt.right()
        const changed = accounts.update(account.id, {
          passphraseChangedMs: clock.nowMs(),
          mustChangePassphrase: false,
        })
        this.#parts.places.endAll('changed', each => each.personId === account.id)
        const session = this.#enter(seat, changed, opened.keys, startedMs, 'recoveryKey')
        return { session, recoveryKey: opened.recoveryKey }
      })
    } catch (error) {
      this.#tell(seat, account, error, startedMs)
      throw error
    }
  }

  /** Opens a session for somebody who has just proven themselves (set-up), or who has nothing to prove. */
  enter(seat: PlaceSeat, account: Account, keys: OpenKeys | null, by: string): Session {
    return this.#enter(seat, account, keys, this.#parts.clock.monotonicMs(), by)
  }

  /** Whether this is the passphrase of somebody who is signed in, by the same throttle. Throws `AppError` signIn.refused, signIn.delayed. */
  async confirmPassphrase(seat: PlaceSeat, account: Account, passphrase: string): Promise<void> {
    const { vault, tries, clock } = this.#parts
    const attempt = tries.begin(folded(account.name), seat.shell)
    const keys = await this.#gate.run(clock.nowMs(), () => vault.open(account.id, passphrase))
    if (keys === null)
      throw new AppError('signIn.refused', 'The passphrase is not right.', {
        data: { asked: 'passphrase', ...tried(clock, attempt) },
      })
    keys.close()
    attempt.right()
  }

  /** Whether this is a good code of somebody who is signed in, by the same throttle; it is spent. Throws `AppError` signIn.refused, signIn.delayed. */
  async confirmCode(seat: PlaceSeat, account: Account, keys: OpenKeys, code: string): Promise<void> {
    const attempt = this.#parts.tries.begin(folded(account.name), seat.shell)
    if (!(await this.#parts.factors.check(keys, code))) throw wrongCode(tried(this.#parts.clock, attempt))
    attempt.right()
  }

  async #checkCode(keys: OpenKeys, code: string | undefined, attempt: Try): Promise<void> {
    if (!this.#parts.factors.has(keys.personId)) return
    if (code === undefined) {
      attempt.undo()
      throw codeAsked()
    }
    if (!(await this.#parts.factors.check(keys, code))) throw refused(this.#parts.clock, attempt)
  }

  #enter(seat: PlaceSeat, account: Account, keys: OpenKeys | null, startedMs: number, by: string): Session {
    const { vault, accounts, places, diary, clock } = this.#parts
    if (seat.isClosed) throw new AppError('session.ended', 'The window that signed in is closed.')
    if (keys) vault.admit(keys)
    const seen = accounts.update(account.id, { lastSeenMs: clock.nowMs() })
    const session = places.open(seat, account.id, keys)
    const durationMs = clock.monotonicMs() - startedMs
    diary.write({ act: 'session.signIn', seat, person: seen, result: 'done', parameters: { by }, durationMs })
    return session
  }

  #tell(seat: PlaceSeat, account: Account | undefined, error: unknown, startedMs: number): void {
    // Being asked for the code is no refusal yet.
    if (error instanceof AppError && error.code === 'signIn.code') return
    this.#parts.diary.write({
      act: 'session.signIn',
      seat,
      person: account ?? null,
      result: error instanceof AppError ? 'refused' : 'failed',
      error,
      durationMs: this.#parts.clock.monotonicMs() - startedMs,
    })
  }
}

/** Runs the rest of a sign-in; what its passphrase opened does not stay open where it fails. */
async function closedOnFailure<T>(keys: OpenKeys | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    keys?.close()
    throw error
  }
}
