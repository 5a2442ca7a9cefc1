// @vitest-environment node
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { PersonId } from '../../shared/ids.ts'
import type { SessionState } from '../../shared/models/access.ts'
import { signedOut as out } from '../testing/sessions.ts'
import {
  applySession,
  byOwnClock,
  emptySession,
  gainedSight,
  isIn,
  lostSight,
  mayAnywhere,
  mayEverywhere,
  mayWatch,
} from './session.ts'

const ann = {
  id: '00000000-0000-4000-8000-000000000001' as PersonId,
  name: 'ann',
  displayName: 'Ann',
  isOwner: false,
  secondFactor: false,
  mustChangePassphrase: false,
}
const signedIn: SessionState = { ...out, person: ann, permissions: ['host.read', 'domain.read'] }

test('nothing of the fleet is asked for before the core has said who is there, or that it can’t', () => {
  const { feed } = emptySession
  const lost = { phase: 'lost', error: new AppError('internal', 'It broke.') } as const
  expect(mayWatch({ state: null, feed })).toBe(false)
  expect(mayWatch({ state: null, feed: lost })).toBe(true)
  expect(mayWatch({ state: out, feed })).toBe(false)
  expect(mayWatch({ state: signedIn, feed })).toBe(true)
  expect(mayWatch({ state: { ...signedIn, mustSetUpSecondFactor: true }, feed })).toBe(false)
})

test('somebody is in where nobody has set up people, and otherwise only when signed in', () => {
  expect(isIn({ setUp: 'none', person: null })).toBe(true)
  expect(isIn(out)).toBe(false)
  expect(isIn(signedIn)).toBe(true)
})

test('break-glass is counted down by this window’s clock', () => {
  const elevation = { role: 'Admin', reason: 'power cut', untilMs: 90_000, leftMs: 60_000 }
  expect(byOwnClock({ ...signedIn, elevation }, 1_000_000).elevation?.untilMs).toBe(1_060_000)
  expect(byOwnClock(signedIn)).toBe(signedIn)
})

test('what was shown is let go of when somebody else comes or a right goes, and kept when one is added', () => {
  expect(lostSight(null, signedIn)).toBe(false)
  expect(lostSight(out, signedIn)).toBe(false)
  expect(lostSight(signedIn, out)).toBe(true)
  expect(lostSight(signedIn, { ...signedIn, permissions: ['host.read'] })).toBe(true)
  expect(lostSight(signedIn, { ...signedIn, permissions: [...signedIn.permissions, 'audit.read'] })).toBe(
    false,
  )
  const bob = { ...ann, id: '00000000-0000-4000-8000-000000000002' as PersonId }
  expect(lostSight(signedIn, { ...signedIn, person: bob })).toBe(true)
  const { generation } = applySession(applySession(emptySession, signedIn), out)
  expect(generation).toBe(1)
})

test('a right that comes is seen, one that goes or somebody else is not taken for it', () => {
  expect(gainedSight(signedIn, { ...signedIn, permissions: [...signedIn.permissions, 'audit.read'] })).toBe(
    true,
  )
  expect(gainedSight(signedIn, { ...signedIn, permissions: ['host.read'] })).toBe(false)
  expect(gainedSight(out, signedIn)).toBe(false)
  expect(gainedSight(null, signedIn)).toBe(false)
})

test('a right held somewhere is not one held everywhere; without people everything is held', () => {
  expect(mayAnywhere({ state: signedIn }, 'domain.read')).toBe(true)
  expect(mayEverywhere({ state: signedIn }, 'domain.read')).toBe(false)
  expect(mayAnywhere({ state: signedIn }, 'user.manage')).toBe(false)
  expect(mayEverywhere({ state: { ...out, setUp: 'none' } }, 'user.manage')).toBe(true)
})
