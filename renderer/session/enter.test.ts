import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionState } from '../../shared/models/access.ts'
import { emptySession, tookSession, useSession } from '../stores/session.ts'
import { signedOut as out } from '../testing/sessions.ts'
import { enter } from './enter.ts'

const answered: SessionState = { ...out, permissions: ['app.read'] }
const newer: SessionState = { ...out, permissions: ['app.read', 'host.read'] }

beforeEach(() => useSession.setState({ ...emptySession, state: out }))
afterEach(() => vi.unstubAllGlobals())

test('what a sign-in answered holds at once', async () => {
  await enter({ state: answered, ticket: null })
  expect(useSession.getState().state).toEqual(answered)
})

test('what the stream said while the ticket was traded is newer than the answer', async () => {
  vi.stubGlobal('fetch', () => {
    tookSession(newer)
    return Promise.resolve(new Response(null, { status: 204 }))
  })
  await enter({ state: answered, ticket: 'a ticket' })
  expect(useSession.getState().state).toEqual(newer)
})
