// @vitest-environment node
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { formatClock } from '../words/format.ts'
import { triedWords } from './tried.ts'

const refused = (data?: Record<string, unknown>) => new AppError('signIn.refused', 'no such person', { data })

test('a refusal names what was asked for, and never what the core found wrong with it', () => {
  expect(triedWords(refused(), 'name').message).toContain('name and passphrase')
  expect(triedWords(refused(), 'passphrase').message).not.toContain('name')
  expect(triedWords(refused({ asked: 'passphrase' }))).toEqual(triedWords(refused(), 'passphrase'))
  for (const asked of ['name', 'passphrase', 'code'] as const)
    expect(triedWords(refused(), asked).message).not.toContain('no such person')
})

test('a wrong code says the time that it was held against', () => {
  const nowMs = Date.UTC(2030, 1, 3, 4, 5, 6)
  expect(triedWords(refused({ nowMs }), 'code').next).toContain(formatClock(nowMs))
  expect(triedWords(refused(), 'code').next).toBeNull()
})

test('the wait is counted by this window’s clock, however far the core’s is off', () => {
  const data = { retryAtMs: 90_000, nowMs: 60_000 }
  expect(triedWords(refused(data), 'name', 1_000_000).untilMs).toBe(1_030_000)
  const delayed = new AppError('signIn.delayed', 'wait', { data })
  expect(triedWords(delayed, 'code', 5_000)).toMatchObject({ untilMs: 35_000, next: null })
  expect(triedWords(refused(), 'name').untilMs).toBeNull()
})

test('anything else is told in the core’s words', () => {
  const failed = new AppError('store.failed', 'The disk is full.', { next: 'Make room.' })
  expect(triedWords(failed, 'name')).toEqual({
    message: 'The disk is full.',
    next: 'Make room.',
    untilMs: null,
  })
})
