import type { FleetOverview } from '../../../shared/contract/index.ts'
import { assertNever } from '../../../shared/errors.ts'
import type { Problem } from '../../../shared/models/host.ts'
import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { actionLook } from '../../actions/machineActions.ts'
import { t } from '../../words/index.ts'
import { stateReasonWords } from '../../words/stateReason.ts'
import { problemInWords } from '../../words/problemWords.ts'

export type Trouble = FleetOverview['attention'][number]

/** What the trouble is about: a machine, a pool, a host. */
export function troubleTitle(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'network':
      return t('overview.attention.network')
    case 'machineFailed':
    case 'taskFailed':
      return trouble.machine
    case 'poolFull':
    case 'poolInactive':
      return t('overview.attention.full', { pool: trouble.pool })
    default:
      return trouble.host
  }
}

/** What is wrong with it, in a sentence or two; words of the host's own stay as they came. */
export function troubleText(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'network':
      return t('overview.attention.networkText', { count: trouble.hosts })
    case 'hostBlocked':
      return trouble.question
        ? t(`overview.attention.${trouble.question}`)
        : (said(trouble.problem) ?? t('overview.attention.blocked'))
    case 'hostDown':
      return joined(
        said(trouble.problem) ?? t('overview.attention.down'),
        trouble.machines > 0 && t('overview.attention.machinesOf', { count: trouble.machines }),
      )
    case 'hostDegraded':
      return said(trouble.problem) ?? t('overview.attention.degraded')
    case 'machineFailed':
      return joined(
        failureOf(trouble),
        trouble.because !== null && t('overview.attention.because', { pool: trouble.because }),
        trouble.stale && t('overview.attention.was'),
      )
    case 'poolFull': {
      const { usedPercent, availableBytes } = trouble
      const full = { percent: formatPercent(usedPercent), free: formatBytes(availableBytes) }
      return joined(
        t('overview.attention.fullText', full),
        usersOf(trouble),
        trouble.stale && t('overview.attention.was'),
      )
    }
    case 'poolInactive':
      return joined(
        trouble.state === 'unanswered'
          ? t('overview.attention.unanswered')
          : t('overview.attention.inactive', { state: trouble.state }),
        usersOf(trouble),
        trouble.stale && t('overview.attention.was'),
      )
    case 'taskFailed':
      return joined(
        t('overview.attention.failed', { action: actionLook(trouble.action).label }),
        said(trouble.problem),
      )
    case 'staleData':
      return t('overview.attention.stale', { count: trouble.machines })
    default:
      return assertNever(trouble)
  }
}

/** The host's or the task's problem in the window's language. */
const said = (problem: Problem | null): string | undefined =>
  problem === null ? undefined : problemInWords(problem).message

function failureOf({ state, reason }: Extract<Trouble, { kind: 'machineFailed' }>): string {
  if (reason === 'ioerror') return t('overview.attention.ioerror')
  const word = t(state === 'crashed' ? 'overview.attention.crashed' : 'overview.attention.paused')
  return reason === null || reason === 'unknown' ? word : `${word} (${stateReasonWords(reason)})`
}

function usersOf({ machines, machineCount }: { machines: readonly string[]; machineCount: number }): string {
  if (machineCount === 0) return ''
  const names = machines.join(', ')
  const more = machineCount - machines.length
  if (more > 0) return t('overview.attention.usedByMore', { names, count: more })
  return t('overview.attention.usedBy', { names, count: machineCount })
}

const joined = (...parts: (string | false | undefined)[]): string =>
  parts.filter((part): part is string => typeof part === 'string' && part !== '').join(' · ')
