import { AppError } from '../../shared/errors.ts'

/**
 * Trades the ticket of a sign-in for the cookie that proves it after a reload, which only a server of pages
 * gives (`ticket` is null everywhere else). Rejects `session.ended` where the server does not take it.
 */
export async function postTicket(ticket: string | null): Promise<void> {
  if (ticket === null) return
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
  })
  if (!answer.ok)
    throw new AppError('session.ended', 'The browser was not given its session.', {
      next: 'Sign in again.',
    })
}
