import { fromCallError } from '../../../shared/contract/client.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { SessionState } from '../../../shared/models/access.ts'
import { readPassphraseFile } from './secretFile.ts'
import { printable, type Terminal } from './terminal.ts'

/** Wrong answers that a person may give before the command ends. */
const ANSWERS = 3

/** Who asks, and what the environment says of them. */
export interface SignInContext {
  terminal: Terminal
  env: NodeJS.ProcessEnv
  /** The command was told to stop: nobody is asked any more. */
  signal?: AbortSignal
}

const unanswered = ({ setUp, keychain }: SessionState): AppError =>
  new AppError('session.required', 'This installation asks who you are.', {
    next: [
      'Run it on a terminal, or set NOVACRON_PERSON and NOVACRON_PASSPHRASE_FILE.',
      // Whoever let the keychain unlock may never have chosen a passphrase.
      ...(setUp === 'justMe' && keychain.remembersMe
        ? ['Without a passphrase: make the keychain usable, or enter the recovery key in the window.']
        : []),
    ].join(' '),
  })

/**
 * Signs a command in where that is needed: by the passphrase file, the keychain, or the person at the terminal.
 * Throws `AppError` session.required where there is none of them, signIn.refused, signIn.delayed.
 */
export async function signIn(client: ContractClient, context: SignInContext): Promise<void> {
  const state = await client.session.state()
  if (state.setUp === 'none') return
  const now = state.person === null ? await enter(client, state, context) : state
  if (now.person?.mustChangePassphrase === true) await chooseOwn(client, context.terminal)
  if (now.mustSetUpSecondFactor === true)
    context.terminal.err('By policy you have to set up a second factor first: use the window.\n')
}

async function enter(
  client: ContractClient,
  state: SessionState,
  context: SignInContext,
): Promise<SessionState> {
  const { terminal, env } = context
  const { NOVACRON_PERSON: person, NOVACRON_PASSPHRASE_FILE: file } = env
  // Of a folder for one, the name is known.
  const name = person || (state.setUp === 'justMe' ? state.lockedName : null)
  if (file) {
    if (!name)
      throw new AppError('input.invalid', 'NOVACRON_PASSPHRASE_FILE needs NOVACRON_PERSON beside it.')
    return await withCode(client, terminal, { name, passphrase: await readPassphraseFile(file) })
  }
  const { available, remembersMe, reason } = state.keychain
  if (!person && remembersMe) {
    const entered = available ? await byKeychain(client, context) : null
    if (entered) return entered
    if (!available && reason !== null) terminal.err(`${printable(reason)}\n`)
  }
  return await ask(client, name, { terminal, state })
}

async function byKeychain(
  client: ContractClient,
  { terminal, signal }: SignInContext,
): Promise<SessionState | null> {
  try {
    return (await client.session.signInByKeychain()).state
  } catch (thrown) {
    signal?.throwIfAborted()
    const error = fromCallError(thrown)
    if (!(error instanceof AppError)) throw thrown
    if (error.code === 'signIn.code') {
      const code = await terminal.ask('Code of your second factor: ', true)
      if (code === null) throw error
      return (await client.session.signInByKeychain({ code })).state
    }
    if (!error.code.startsWith('keychain.')) throw error
    terminal.err(`${printable(error.message)}\n`)
    return null
  }
}

/** Asks the person; a wrong answer is asked again, a few times. */
async function ask(
  client: ContractClient,
  name: string | null,
  { terminal, state }: { terminal: Terminal; state: SessionState },
): Promise<SessionState> {
  for (let turn = 1; ; turn++) {
    const who = name ?? (await terminal.ask('Name: ', true))
    const passphrase = who === null ? null : await terminal.ask(`Passphrase of ${printable(who)}: `, false)
    if (who === null || !passphrase) throw unanswered(state)
    try {
      return await withCode(client, terminal, { name: who, passphrase })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'signIn.refused' || turn === ANSWERS) throw error
      terminal.err(`${printable([error.message, error.next].filter(Boolean).join(' '))}\n`)
    }
  }
}

/** Signs in, asking for the second factor where there is one. */
async function withCode(
  client: ContractClient,
  terminal: Terminal,
  given: { name: string; passphrase: string },
): Promise<SessionState> {
  const attempt = async (code?: string) => {
    try {
      return (await client.session.signIn({ ...given, ...(code === undefined ? {} : { code }) })).state
    } catch (thrown) {
      throw fromCallError(thrown)
    }
  }
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'signIn.code') throw error
    const code = await terminal.ask('Code of your second factor: ', true)
    if (!code) throw error
    return await attempt(code).catch((refused: unknown) => {
      throw codeRefused(refused)
    })
  }
}

/** A refusal after the code was asked for is the code's: with the time that it was held against, where the core says it. */
function codeRefused(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'signIn.refused') return thrown
  const { data } = thrown
  const next =
    typeof data?.nowMs === 'number'
      ? `It is ${new Date(data.nowMs).toISOString().slice(11, 19)} UTC where NovaCron runs; the authenticator’s clock has to agree within half a minute.`
      : thrown.next
  return new AppError('signIn.refused', 'That code is not right, or was used before.', {
    next,
    data,
    cause: thrown,
  })
}

/** A new passphrase, typed twice; null where there is nobody to ask. Throws `AppError` input.invalid where the two differ. */
export async function askNewPassphrase(terminal: Terminal, whose: string): Promise<string | null> {
  const first = await terminal.ask(`New passphrase ${whose}: `, false)
  if (!first) return null
  const second = await terminal.ask('The same again: ', false)
  if (first !== second) throw new AppError('input.invalid', 'The two are not the same: nothing was changed.')
  return first
}

/** Whoever was given a passphrase chooses their own before anything else. */
async function chooseOwn(client: ContractClient, terminal: Terminal): Promise<void> {
  terminal.err('Choose a passphrase of your own first.\n')
  const old = await terminal.ask('Present passphrase: ', false)
  const passphrase = old ? await askNewPassphrase(terminal, 'of your own') : null
  if (!old || passphrase === null)
    throw new AppError('session.required', 'A passphrase of your own has to be chosen first.', {
      next: 'Run a command on a terminal, or use the window.',
    })
  await client.session.changePassphrase({ old, passphrase })
}
