import type { AppError } from '../../shared/errors.ts'
import { formatClock } from '../words/format.ts'
import { t } from '../words/index.ts'

/** What a refused try is said as. */
export interface Tried {
  message: string
  next: string | null
  /** Another one is refused until then, by this window's clock (Unix ms); null where it may be made at once. */
  untilMs: number | null
}

/** What was asked for: a name with its passphrase, the passphrase of somebody who is known, or a code. */
export type Asked = 'name' | 'passphrase' | 'code'

type Refusal = Pick<AppError, 'message' | 'next'> & Partial<Pick<AppError, 'code' | 'data'>>

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** Until when another try is refused, by this window's clock: the core may stand on a computer whose clock is another. */
function waitUntilMs({ data }: Pick<Refusal, 'data'>, nowMs: number): number | null {
  const at = numberOf(data?.retryAtMs)
  return at === null ? null : at - (numberOf(data?.nowMs) ?? nowMs) + nowMs
}

/** A refusal in words that fit what was asked for; whatever else went wrong stays as it is said. */
export function triedWords(
  error: Refusal,
  asked: Asked | null = askedBy(error),
  nowMs: number = Date.now(),
): Tried {
  const untilMs = waitUntilMs(error, nowMs)
  if (error.code === 'signIn.delayed') return { message: t('session.signIn.tooMany'), next: null, untilMs }
  if (error.code !== 'signIn.refused' || asked === null)
    return { message: error.message, next: error.next ?? null, untilMs }
  if (asked === 'name')
    return { message: t('session.signIn.refused'), next: t('session.signIn.refusedNext'), untilMs }
  if (asked === 'passphrase')
    return {
      message: t('session.signIn.passphraseRefused'),
      next: t('session.signIn.passphraseNext'),
      untilMs,
    }
  const coreMs = numberOf(error.data?.nowMs)
  return {
    message: t('session.signIn.codeRefused'),
    next: coreMs === null ? null : t('session.signIn.codeClock', { time: formatClock(coreMs) }),
    untilMs,
  }
}

/** What the core says that it had asked for, where somebody proves themselves who is in already. */
function askedBy({ data }: Pick<Refusal, 'data'>): Asked | null {
  return data?.asked === 'code' || data?.asked === 'passphrase' ? data.asked : null
}
