import { AppError } from '../../../shared/errors.ts'
import type { DestinationChange } from '../hosts/destination.ts'

/** `credential.used`: it can't be removed while hosts and sites refer to it; `hidden` of them are not named. */
export function credentialInUse(name: string, users: readonly string[], hidden = 0): AppError {
  const named = users.slice(0, 5)
  const more = users.length - named.length + hidden
  const who = named.length === 0 ? `${more} that you may not see` : named.join(', ')
  const rest = named.length > 0 && more > 0 ? ` and ${more} more` : ''
  return new AppError('credential.used', `“${name}” is used by ${who}${rest}.`, {
    next: 'Choose another credential there first, or remove it all the same.',
    data: { credential: name, usedBy: [...users], hidden },
  })
}

/** Nobody who is there can open it: the host waits for somebody who can. */
export function credentialShut(
  code: 'vault.closed' | 'vault.noKey' | AppError['code'],
  name: string,
  data: Record<string, unknown>,
): AppError {
  return code === 'vault.closed'
    ? new AppError('vault.closed', `Sign in to unlock the credential “${name}”.`, {
        next: 'This host goes on by itself once somebody has signed in who may use it.',
        data,
      })
    : new AppError('vault.noKey', `Nobody who is signed in may use the credential “${name}”.`, {
        next: 'This host goes on by itself once somebody has signed in who may.',
        data,
      })
}

/** Why a credential is not sent: changed outside NovaCron, never accepted by anybody who may use it, or a seal that is none. */
export type WithheldWhy = 'changed' | 'missing' | 'damaged'

/** `credential.withheld`: how the host is reached is not as it was accepted by somebody who may use the credential. */
export function withheld(
  name: string,
  {
    credentialId,
    why,
    changes,
    digest,
  }: { credentialId: string | null; why: WithheldWhy; changes: readonly DestinationChange[]; digest: string },
): AppError {
  return new AppError(
    'credential.withheld',
    why === 'missing'
      ? `Nobody who may use the credential “${name}” has accepted that it is sent to this host.`
      : `How this host is reached was changed outside NovaCron: its credential “${name}” is not sent.`,
    {
      next: 'Somebody who manages this host and may use the credential looks at what changed, and accepts it.',
      data: { credential: name, credentialId, why, changes, digest },
    },
  )
}
