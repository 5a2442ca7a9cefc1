import type { DomainState, Machine } from '../../shared/models/machine.ts'
import classes from './StateBadge.module.css'
import { type Mark, StateMark } from './StateMark.tsx'

interface Look {
  mark: Mark
  word: string
}

const looks: Record<DomainState, Look> = {
  running: { mark: 'running', word: 'Running' },
  blocked: { mark: 'running', word: 'Blocked' },
  paused: { mark: 'paused', word: 'Paused' },
  pmsuspended: { mark: 'paused', word: 'Suspended' },
  shutdown: { mark: 'busy', word: 'Shutting down' },
  shutoff: { mark: 'off', word: 'Off' },
  crashed: { mark: 'bad', word: 'Crashed' },
  nostate: { mark: 'stale', word: 'Unknown' },
}

/** The word for a state. */
export const stateWord = (state: DomainState): string => looks[state].word

/** The look of a machine's state; a running machine paused by an I/O error is bad, not calm. */
export function lookOf(state: DomainState, reason: string | null): Look {
  if (state === 'paused' && reason === 'ioerror') return { mark: 'bad', word: 'I/O error' }
  return looks[state]
}

/** A machine's state as sign and word; a stale one says what it was, under the sign of the unknown. */
export function StateBadge({ machine }: { machine: Pick<Machine, 'state' | 'stateReason' | 'stale'> }) {
  const { mark, word } = lookOf(machine.state, machine.stateReason)
  const shown = machine.stale ? 'stale' : mark
  return (
    <span
      className={`${classes.badge} ${classes[shown]}`}
      title={machine.stateReason ? `${word} (${machine.stateReason})` : undefined}
    >
      <StateMark mark={shown} />
      {machine.stale ? `was ${word.toLowerCase()}` : word}
    </span>
  )
}
