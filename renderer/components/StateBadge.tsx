import type { DomainState, Machine } from '../../shared/models/machine.ts'
import { t } from '../words/index.ts'
import { stateReasonWords } from '../words/stateReason.ts'
import { within } from '../words/within.ts'
import classes from './StateBadge.module.css'
import { type Mark, StateMark } from './StateMark.tsx'

interface Look {
  mark: Mark
  word: string
}

const looks: Record<DomainState, Look> = {
  running: { mark: 'running', word: t('parts.state.running') },
  blocked: { mark: 'running', word: t('parts.state.blocked') },
  paused: { mark: 'paused', word: t('parts.state.paused') },
  pmsuspended: { mark: 'paused', word: t('parts.state.pmsuspended') },
  shutdown: { mark: 'busy', word: t('parts.state.shutdown') },
  shutoff: { mark: 'off', word: t('parts.state.shutoff') },
  crashed: { mark: 'bad', word: t('parts.state.crashed') },
  nostate: { mark: 'stale', word: t('parts.state.nostate') },
}

/** The word for a state. */
export const stateWord = (state: DomainState): string => looks[state].word

/** A state that is only how it last was. */
export const wasWord = (word: string): string => t('parts.was', { word: within(word) })

/** The look of a machine's state; a running machine paused by an I/O error is bad, not calm. */
export function lookOf(state: DomainState, reason: string | null): Look {
  if (state === 'paused' && reason === 'ioerror') return { mark: 'bad', word: t('parts.state.ioError') }
  return looks[state]
}

/** A state and its reason, for a hover. */
export function stateTitle({ state, stateReason }: Pick<Machine, 'state' | 'stateReason'>): string {
  const { word } = lookOf(state, stateReason)
  return stateReason ? `${word} (${stateReasonWords(stateReason)})` : word
}

/** A machine's state as sign and word; a stale one says what it was, under the sign of the unknown. */
export function StateBadge({
  machine,
  plain = false,
}: {
  machine: Pick<Machine, 'state' | 'stateReason' | 'stale'>
  /** Without words on hover, where a list says them. */
  plain?: boolean
}) {
  const { mark, word } = lookOf(machine.state, machine.stateReason)
  const shown = machine.stale ? 'stale' : mark
  return (
    <span
      className={`${classes.badge} ${classes[shown]}`}
      title={machine.stateReason && !plain ? stateTitle(machine) : undefined}
    >
      <StateMark mark={shown} />
      {machine.stale ? wasWord(word) : word}
    </span>
  )
}
