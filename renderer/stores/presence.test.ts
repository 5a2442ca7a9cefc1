import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionState } from '../../shared/models/access.ts'
import { keepPresence } from './presence.ts'
import { emptySession, useSession } from './session.ts'

const state: SessionState = {
  setUp: 'people',
  person: null,
  lockedName: null,
  vaultOpen: true,
  keychain: { available: false, reason: null, remembersMe: false },
  permissions: [],
  everywhere: [],
  elevation: null,
  idleLockMs: 900_000,
}
const person = {
  id: '00000000-0000-4000-8000-000000000001' as NonNullable<SessionState['person']>['id'],
  name: 'Ada',
  displayName: '',
  isOwner: true,
  secondFactor: false,
  mustChangePassphrase: false,
}

let nowMs = 0
let end: () => void = () => undefined
const touch = vi.fn(() => Promise.resolve({}))
const failed = vi.fn()
const client: Parameters<typeof keepPresence>[0] = { session: { touch } }

beforeEach(() => {
  nowMs = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  end = keepPresence(client, failed)
})
afterEach(() => {
  end()
  vi.restoreAllMocks()
  touch.mockClear()
  failed.mockClear()
  useSession.setState(emptySession)
})

const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))

test('tells the core of a person’s input, now and then', () => {
  useSession.setState({ state: { ...state, person } })
  press()
  press()
  nowMs += 29_999
  press()
  expect(touch).toHaveBeenCalledTimes(1)
  nowMs += 1
  window.dispatchEvent(new Event('pointerdown'))
  expect(touch).toHaveBeenCalledTimes(2)
})

test('a short idle time is told of more often', () => {
  useSession.setState({ state: { ...state, person, idleLockMs: 60_000 } })
  press()
  nowMs += 15_000
  press()
  expect(touch).toHaveBeenCalledTimes(2)
})

test('tells nothing where nobody sits, where nothing locks, and after its end', () => {
  useSession.setState({ state })
  press()
  useSession.setState({ state: { ...state, person, idleLockMs: null } })
  press()
  useSession.setState({ state: { ...state, person } })
  end()
  press()
  expect(touch).not.toHaveBeenCalled()
})

test('what could not be told is told at the next input', async () => {
  useSession.setState({ state: { ...state, person } })
  touch.mockRejectedValueOnce(new Error('cut'))
  press()
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1))
  press()
  expect(touch).toHaveBeenCalledTimes(2)
})
