// @vitest-environment node
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { afterRefusal, firstStep } from './signInStep.ts'

test('a needed code is the next step, not a failure', () => {
  expect(afterRefusal(firstStep, new AppError('signIn.code', 'x'), true)).toEqual({
    kind: 'code',
    tried: null,
  })
})

test('a refusal says what was asked for, and a wrong code stays with the code', () => {
  const refused = new AppError('signIn.refused', 'no such person')
  const name = afterRefusal(firstStep, refused, true)
  expect(name.kind).toBe('name')
  expect(name.tried?.message).toContain('name and passphrase')
  expect(afterRefusal(firstStep, refused, false).tried?.message).not.toContain('name')
  const code = afterRefusal({ ...firstStep, kind: 'code' }, refused, true)
  expect(code).toMatchObject({ kind: 'code', tried: { next: null } })
})

test('too many tries count down', () => {
  const delayed = new AppError('signIn.delayed', 'wait', { data: { retryAtMs: 90, nowMs: 42 } })
  const { tried } = afterRefusal(firstStep, delayed, true)
  expect(tried?.untilMs).toBeGreaterThan(0)
})
