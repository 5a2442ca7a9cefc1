import type { AppError } from '../../shared/errors.ts'
import { type Tried, triedWords } from './tried.ts'

/** Where signing in stands. */
export interface SignInStep {
  /** Name and passphrase, then a code where one is needed. */
  kind: 'name' | 'code'
  /** What to say of the last try; null before it. */
  tried: Tried | null
}

export const firstStep: SignInStep = { kind: 'name', tried: null }

/** Where a failed try leads. The words never say which part was wrong. */
export function afterRefusal(step: SignInStep, error: AppError, asksName: boolean): SignInStep {
  if (error.code === 'signIn.code') return { kind: 'code', tried: null }
  const asked = step.kind === 'code' ? 'code' : asksName ? 'name' : 'passphrase'
  return { ...step, tried: triedWords(error, asked) }
}
