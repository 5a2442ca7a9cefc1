// @vitest-environment node
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { afterRefusal, firstStep } from './signInStep.ts'

test('a needed code is the next step, not a failure', () => {
  expect(afterRefusal(firstStep, new AppError('signIn.code', 'x'))).toEqual({
    kind: 'code',
    problem: null,
    retryAtMs: null,
  })
})

test('a refusal says the same whatever was wrong, and a wrong code stays with the code', () => {
  const name = afterRefusal(firstStep, new AppError('signIn.refused', 'no such person'))
  expect(name.kind).toBe('name')
  expect(name.problem?.message).not.toContain('no such person')
  const code = afterRefusal({ ...firstStep, kind: 'code' }, new AppError('signIn.refused', 'x'))
  expect(code).toMatchObject({ kind: 'code', problem: { next: null } })
})

test('too many tries count down; anything else is told in the core’s words', () => {
  const delayed = new AppError('signIn.delayed', 'wait', { data: { retryAtMs: 42 } })
  expect(afterRefusal(firstStep, delayed)).toEqual({ kind: 'name', problem: null, retryAtMs: 42 })
  const failed = new AppError('store.failed', 'The disk is full.', { next: 'Make room.' })
  expect(afterRefusal(firstStep, failed).problem).toEqual({
    message: 'The disk is full.',
    next: 'Make room.',
  })
})
