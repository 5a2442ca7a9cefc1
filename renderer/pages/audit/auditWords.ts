import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { Mark } from '../../components/StateMark.tsx'
import { t } from '../../words/index.ts'

const marks: Record<AuditEntry['result'], Mark> = {
  done: 'running',
  refused: 'warn',
  failed: 'bad',
  seen: 'stale',
}

/** How it went, as sign and word. */
export const resultLook = ({ result, error }: AuditEntry): { mark: Mark; word: string; detail?: string } => ({
  mark: marks[result],
  word: t(`audit.result.${result}`),
  ...(error === null ? {} : { detail: error }),
})

/** Who: a person by name, something outside, or NovaCron by itself. */
export function whoText({ person, parameters, shell }: AuditEntry): string {
  if (person !== null) return person
  if (typeof parameters.by === 'string') {
    return parameters.by === 'something outside NovaCron'
      ? t('audit.outside')
      : t('audit.by', { who: parameters.by })
  }
  return shell === 'core' ? t('audit.itself') : t('audit.nobody')
}

/** What, with what makes the difference: `machines.operate: forceOff`; of an event libvirt's own words. */
export function actText({ act, parameters }: AuditEntry): string {
  const { action, event, count } = parameters
  if (typeof event === 'string') return event
  if (typeof action === 'string') return `${act}: ${action}`
  return typeof count === 'number' ? `${act}: ${count}` : act
}

/** The entry that another one refers to; null for anything else. */
export function referredSeq(correlation: string): number | null {
  const [, seq] = /^seq:(\d{1,15})$/.exec(correlation) ?? []
  return seq === undefined ? null : Number(seq)
}
