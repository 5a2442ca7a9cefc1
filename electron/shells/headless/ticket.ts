import type { IncomingMessage } from 'node:http'
import { z } from 'zod'

/** Where a page trades the ticket of its sign-in. */
export const TICKET_PATH = '/session'

/** A ticket is 43 characters; whoever sends more sends something else. */
const BODY_MAX = 1024

const Body = z.strictObject({ ticket: z.string().min(1).max(200) })

/** The ticket in a request's body; null for a body of another shape. */
export async function readTicket(request: IncomingMessage): Promise<string | 'tooLarge' | null> {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > BODY_MAX) return 'tooLarge'
  }
  try {
    return Body.safeParse(JSON.parse(text)).data?.ticket ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
