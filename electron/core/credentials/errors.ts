import { AppError } from '../../../shared/errors.ts'

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
