import { type auditActs, auditActWords } from '../../../shared/auditActs.ts'
import { type AuditCause, auditCauses } from '../../../shared/auditCauses.ts'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { errorCodes } from '../../../shared/errors.ts'
import { machineActions } from '../../../shared/models/machineActions.ts'
import type { Mark } from '../../components/StateMark.tsx'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { reportWords } from '../../words/reportWords.ts'
import { problemInWords } from '../../words/problemWords.ts'

const causes = Object.keys(auditCauses) as AuditCause[]

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

/** Why it was refused or failed, in the window's language where the code has words; else as the core said it. */
export function errorText({ error, permission }: Pick<AuditEntry, 'error' | 'permission'>): string | null {
  const [, name, said = ''] = /^([a-zA-Z]+\.[a-zA-Z]+): (.*)$/s.exec(error ?? '') ?? []
  const code = errorCodes.find(known => known === name)
  if (code === undefined) return error
  return problemInWords({ code, message: said, data: permission === null ? {} : { permission } }).message
}

/** Who: a person by name, something outside, or NovaCron by itself. */
export function whoText({ person, parameters, shell }: AuditEntry): string {
  if (person !== null) return person
  if (typeof parameters.by === 'string') {
    const cause = causes.find(name => auditCauses[name] === parameters.by)
    if (cause === 'outside') return t('audit.cause.outside')
    return t('audit.by', { who: cause === undefined ? parameters.by : t(`audit.cause.${cause}`) })
  }
  return shell === 'core' ? t('audit.itself') : t('audit.nobody')
}

/** What, in words, with what makes the difference: `Acted on machines: Force off`; of an event what was reported. */
export function actText({ act, parameters }: AuditEntry): string {
  const { action, event, count } = parameters
  if (typeof event === 'string') return reportWords({ text: event })
  // A refusal may be of something that only reads: that is called by its code.
  const words = auditActWords(act) === null ? t('audit.asked', { act }) : t(`auditActs.${act as ActName}`)
  if (typeof action === 'string') return `${words}: ${actionWords(action)}`
  return typeof count === 'number' ? `${words}: ${formatCount(count)}` : words
}

/** The name of every act that has words; `auditActWords` says which those are. */
type ActName = {
  [Area in keyof typeof auditActs]: `${Area}.${keyof (typeof auditActs)[Area] & string}`
}[keyof typeof auditActs]

const actionWords = (action: string): string => {
  const known = machineActions.find(each => each === action)
  return known ? t(`actions.${known}.label`) : action
}

/** The entry that another one refers to; null for anything else. */
export function referredSeq(correlation: string): number | null {
  const [, seq] = /^seq:(\d{1,15})$/.exec(correlation) ?? []
  return seq === undefined ? null : Number(seq)
}
