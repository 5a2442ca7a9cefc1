import { AppError } from '../../../../shared/errors.ts'
import { z } from 'zod'
import { BusError, NoBusError } from './bus.ts'
import { MalformedError } from './codec.ts'

/** It was asked and said nothing in time. */
export class SilentError extends Error {
  override name = 'SilentError'
}

/** It is locked, and stayed so. */
export class LockedError extends Error {
  override name = 'LockedError'
}

/** It answers, and has nothing that lasts to keep a key in. */
export class NoKeyringError extends Error {
  override name = 'NoKeyringError'
}

const MAX = 300
const D_BUS = 'org.freedesktop.DBus.Error.'
const noService = /^(ServiceUnknown|NameHasNoOwner|Spawn\..*)$/
const gone = /^(NoReply|Disconnected)$/

type Why = 'silent' | 'locked' | 'noKeyring' | 'noService' | 'noSession' | 'ended' | 'odd'

function whyOf(error: unknown): Why | null {
  if (error instanceof SilentError) return 'silent'
  if (error instanceof LockedError) return 'locked'
  if (error instanceof NoKeyringError) return 'noKeyring'
  if (error instanceof NoBusError) return 'noSession'
  if (error instanceof MalformedError || error instanceof z.ZodError) return 'odd'
  if (!(error instanceof BusError)) return null
  if (error.code === 'org.freedesktop.Secret.Error.IsLocked') return 'locked'
  if (!error.code.startsWith(D_BUS)) return null
  const name = error.code.slice(D_BUS.length)
  if (noService.test(name)) return 'noService'
  return gone.test(name) ? 'ended' : null
}

const words: Readonly<Record<Why, string>> = {
  silent: 'it does not answer.',
  locked: 'it is locked, and nobody unlocked it.',
  noKeyring: 'it has no default keyring to keep anything in.',
  noService: 'no Secret Service runs here, such as GNOME Keyring, KWallet or KeePassXC.',
  noSession: 'no D-Bus session of this user can be reached.',
  odd: 'its answer can’t be understood.',
  ended: 'it ended while it was asked.',
}

/** Why the Secret Service can't be used, in words. */
export function reasonOf(error: unknown): string {
  const why = whyOf(error)
  const said =
    why === null ? (error instanceof Error ? error.message : String(error)).slice(0, MAX) : words[why]
  return `The operating system’s keychain can’t be used: ${said}`
}

/** The same as an error of the vault. */
export function unavailable(error: unknown): AppError {
  const why = whyOf(error)
  return new AppError('keychain.unavailable', reasonOf(error), {
    next: 'Use the passphrase.',
    ...(why === null ? {} : { data: { why } }),
    cause: error,
  })
}
