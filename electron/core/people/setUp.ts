import { userInfo } from 'node:os'
import { AppError } from '../../../shared/errors.ts'
import { PersonName } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { AccessControl } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { OpenKeys, Vault } from '../vault/index.ts'
import type { Account, AccountTable } from './accounts.ts'
import type { Mode, ModeBook } from './mode.ts'
import { requireStrong } from './strength.ts'

/** The first choice, as it comes from the first-run screen or the command line. */
export type SetUpChoice =
  | { mode: 'justMe'; unlock: 'keychain' | 'passphrase' | 'none'; passphrase?: string | undefined }
  | { mode: 'people'; name: string; displayName: string; passphrase: string }

/** What set-up leaves. */
export interface SetUpDone {
  account: Account
  keys: OpenKeys | null
  recoveryKey: string | null
}

interface Parts {
  vault: Vault
  accounts: AccountTable
  modes: ModeBook
  access: () => AccessControl
  policies: () => Policies
  clock: Clock
}

/** From a folder of whoever opens it to one person's or several people's, and between the two. */
export class SetUpSteps {
  readonly #parts: Parts
  #isBusy = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes the owner's account. Throws `AppError` setUp.done where somebody chose before, passphrase.weak, keychain.unavailable. */
  async first(choice: SetUpChoice): Promise<SetUpDone> {
    const { modes, policies } = this.#parts
    if (this.#isBusy || modes.get() !== null || this.#parts.access().owners().length > 0)
      throw new AppError('setUp.done', 'This installation is set up already.', { next: 'Sign in.' })
    this.#isBusy = true
    try {
      const name = choice.mode === 'people' ? choice.name : ownName()
      const displayName = choice.mode === 'people' ? choice.displayName : ''
      const passphrase = passphraseOf(choice)
      if (passphrase !== null) await requireStrong(passphrase, [name, displayName], policies().passphrase)
      this.#sweep()
      return await this.#make(choice, name, displayName, passphrase)
    } finally {
      this.#isBusy = false
    }
  }

  /** The one person becomes the first of several. Answers the new recovery key and, where they had no keys, those. */
  async becomePeople(
    by: { account: Account; keys: OpenKeys | null },
    to: { name: string; displayName: string; passphrase: string },
  ): Promise<{ keys: OpenKeys; recoveryKey: string }> {
    const { vault, accounts, modes, policies, clock } = this.#parts
    if (modes.word !== 'justMe')
      throw new AppError('setUp.done', 'This installation is for several people already.')
    await requireStrong(to.passphrase, [to.name, to.displayName], policies().passphrase)
    const holder = accounts.named(to.name)
    if (holder && holder.id !== by.account.id)
      throw new AppError('name.taken', `Somebody is called “${holder.name}” already.`)
    let { keys } = by
    if (keys === null) keys = await vault.enrol(by.account.id, { passphrase: to.passphrase })
    else {
      await vault.changePassphrase(keys, to.passphrase)
      // Several people share this computer from now on: the key stays only in their heads.
      if (vault.remembered().includes(by.account.id)) await vault.remember(keys, false)
    }
    vault.admit(keys)
    accounts.update(by.account.id, {
      name: to.name,
      displayName: to.displayName,
      passphraseChangedMs: clock.nowMs(),
      mustChangePassphrase: false,
    })
    modes.set({ mode: 'people' })
    return { keys, recoveryKey: vault.makeRecoveryKey(keys) }
  }

  /** From several people to this owner alone; the other accounts stay and can't come in until it is undone. */
  async becomeJustMe(
    by: { account: Account; keys: OpenKeys | null },
    unlock: 'keychain' | 'passphrase',
  ): Promise<void> {
    const { vault, modes } = this.#parts
    if (modes.word !== 'people')
      throw new AppError('setUp.done', 'This installation is for one person already.')
    if (by.keys === null) throw new AppError('vault.closed', 'Sign in again first: your keys are not open.')
    if (unlock === 'keychain') await vault.remember(by.keys, true)
    modes.set({ mode: 'justMe', unlock, personId: by.account.id })
  }

  async #make(
    choice: SetUpChoice,
    name: string,
    displayName: string,
    passphrase: string | null,
  ): Promise<SetUpDone> {
    const { vault, accounts, modes, clock } = this.#parts
    const nowMs = clock.nowMs()
    const account = accounts.insert({
      name,
      displayName,
      createdAtMs: nowMs,
      lastSeenMs: null,
      passphraseChangedMs: passphrase === null ? null : nowMs,
      disabled: false,
      mustChangePassphrase: false,
    })
    const withoutVault = choice.mode === 'justMe' && choice.unlock === 'none'
    try {
      const keys = withoutVault
        ? null
        : await vault.enrol(account.id, passphrase === null ? { unlockKey: 'keychain' } : { passphrase })
      const recoveryKey = keys === null ? null : vault.makeRecoveryKey(keys)
      this.#parts.access().makeFirstOwner(account.id)
      modes.set(modeOf(choice, account))
      // Last: it is by their owner's keys that people and rights are signed from now on.
      if (keys) vault.admit(keys)
      return { account, keys, recoveryKey }
    } catch (error) {
      await vault.forgetPerson(account.id)
      accounts.remove(account.id)
      throw error
    }
  }

  /** A set-up that a crash cut short left an account without an owner: it begins anew. */
  #sweep(): void {
    for (const { id } of this.#parts.accounts.list()) this.#parts.accounts.remove(id)
  }
}

function modeOf(choice: SetUpChoice, { id }: Account): Mode {
  return choice.mode === 'people'
    ? { mode: 'people' }
    : { mode: 'justMe', unlock: choice.unlock, personId: id }
}

function passphraseOf(choice: SetUpChoice): string | null {
  if (choice.mode === 'people') return choice.passphrase
  if (choice.unlock !== 'passphrase') return null
  if (choice.passphrase !== undefined) return choice.passphrase
  throw new AppError('input.invalid', 'Choose a passphrase, or another way to unlock.', {
    data: { field: 'passphrase' },
  })
}

/** What this computer calls whoever runs the program. */
function ownName(): string {
  let name: string
  try {
    name = userInfo().username
  } catch {
    // A user without an entry in the system's list, as in some containers.
    name = 'owner'
  }
  return PersonName.safeParse(name).data ?? 'owner'
}
