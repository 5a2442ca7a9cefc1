import { AppError } from '../../../shared/errors.ts'
import { printable } from './facts.ts'

/** What OpenSSH says in place of its version where it takes no connection for now: since 9.8, and since 8.5. */
const forNow = /^(Not allowed at this time|Exceeded MaxStartups)/m

/** The error of an SSH server that said this instead of its version; null where it is something else. */
export function turnedAway(said: string, endpoint: string): AppError | null {
  const words = forNow.exec(said)?.[1]
  if (words === undefined) return null
  const data = { stage: 'sshVersion', endpoint, said: printable(words, 80) }
  return new AppError(
    'ssh.turnedAway',
    `The SSH server of ${endpoint} takes no connection from here for now: it said "${data.said}".`,
    {
      next: 'It does so for some seconds or minutes after failed sign-ins from this address (PerSourcePenalties), or while too many sign in at once (MaxStartups). It is tried again by itself; the host’s sshd log says why.',
      data,
    },
  )
}
