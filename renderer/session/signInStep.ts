import type { AppError } from '../../shared/errors.ts'
import { t } from '../words/index.ts'

/** Where signing in stands. */
export interface SignInStep {
  /** Name and passphrase, then a code where one is needed. */
  kind: 'name' | 'code'
  /** What to say of the last try; null before it. */
  problem: { message: string; next: string | null } | null
  /** Another try is refused until then (Unix ms). */
  retryAtMs: number | null
}

export const firstStep: SignInStep = { kind: 'name', problem: null, retryAtMs: null }

/** Where a failed try leads. The words never say which part was wrong. */
export function afterRefusal(step: SignInStep, error: AppError): SignInStep {
  switch (error.code) {
    case 'signIn.code':
      return { kind: 'code', problem: null, retryAtMs: null }
    case 'signIn.delayed': {
      const at = error.data?.retryAtMs
      return { ...step, problem: null, retryAtMs: typeof at === 'number' ? at : null }
    }
    case 'signIn.refused':
      return step.kind === 'code'
        ? { ...step, problem: { message: t('session.signIn.codeRefused'), next: null }, retryAtMs: null }
        : {
            ...step,
            problem: { message: t('session.signIn.refused'), next: t('session.signIn.refusedNext') },
            retryAtMs: null,
          }
    default:
      return { ...step, problem: { message: error.message, next: error.next ?? null }, retryAtMs: null }
  }
}
