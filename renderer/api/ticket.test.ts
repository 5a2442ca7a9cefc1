import { afterEach, expect, test, vi } from 'vitest'
import { postTicket } from './ticket.ts'

afterEach(() => vi.unstubAllGlobals())

test('a ticket is posted to the page’s own server, as a script does', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 204 })))
  vi.stubGlobal('fetch', fetched)
  await postTicket('abc')
  expect(fetched).toHaveBeenCalledWith('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"ticket":"abc"}',
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
  })
})

test('without a ticket nothing is asked; one that is not taken is said', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 403 })))
  vi.stubGlobal('fetch', fetched)
  await postTicket(null)
  expect(fetched).not.toHaveBeenCalled()
  await expect(postTicket('abc')).rejects.toMatchObject({ name: 'AppError', code: 'session.ended' })
})
