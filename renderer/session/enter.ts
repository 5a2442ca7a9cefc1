import type { SessionState } from '../../shared/models/access.ts'
import { postTicket } from '../api/ticket.ts'
import { tookSession, useSession } from '../stores/session.ts'

/**
 * Takes over what a sign-in answered: a browser trades the ticket for its cookie first, so that a reload stays signed
 * in. What the stream has said meanwhile is newer.
 */
export async function enter(answer: { state: SessionState; ticket: string | null }): Promise<void> {
  const before = useSession.getState().state
  await postTicket(answer.ticket)
  if (useSession.getState().state === before) tookSession(answer.state)
}
