import type { SessionState } from '../../shared/models/access.ts'
import { postTicket } from '../api/ticket.ts'
import { tookSession } from '../stores/session.ts'

/** Takes over what a sign-in answered: a browser trades the ticket for its cookie first, so that a reload stays signed in. */
export async function enter(answer: { state: SessionState; ticket: string | null }): Promise<void> {
  await postTicket(answer.ticket)
  tookSession(answer.state)
}
