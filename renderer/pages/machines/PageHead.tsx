import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { Unmeasured } from '../../components/list/Unmeasured.tsx'
import { useScopeName } from '../../components/list/useScopeName.ts'
import badge from '../../components/StateBadge.module.css'
import { type Mark, StateMark } from '../../components/StateMark.tsx'
import { useMachines } from '../../stores/machines.ts'
import { t } from '../../words/index.ts'

/** How many machines of a list are in which condition. */
export function countMachines(rows: readonly Machine[]) {
  const counts = { running: 0, paused: 0, bad: 0, stale: 0 }
  for (const { state, stateReason, stale } of rows) {
    if (stale) counts.stale += 1
    else if (state === 'crashed' || stateReason === 'ioerror') counts.bad += 1
    else if (state === 'running' || state === 'blocked') counts.running += 1
    else if (state === 'paused' || state === 'pmsuspended') counts.paused += 1
  }
  return counts
}

interface PageHeadProps {
  rows: readonly Machine[]
  /** Why the measured columns are empty; null where they are not. */
  unmeasured: string | null
}

/** The page's title and its facts. */
export function PageHead({ rows, unmeasured }: PageHeadProps) {
  const scope = useScopeName()
  const ready = useMachines(state => state.ready)
  const counts = useMemo(() => countMachines(rows), [rows])
  const states = (['running', 'paused', 'bad', 'stale'] as const).filter(state => counts[state] > 0)
  return (
    <ListHead
      title={scope ?? t('machines.label')}
      facts={[
        // None is a number too: it is said once it is known.
        ...(ready ? [t('machines.count', { count: rows.length })] : []),
        ...(unmeasured !== null ? [<Unmeasured key="unmeasured" why={unmeasured} />] : []),
        ...states.map(state => (
          <Fact key={state} mark={state} words={t(`machines.${state}`, { count: counts[state] })} />
        )),
      ]}
    />
  )
}

function Fact({ mark, words }: { mark: Mark; words: string }) {
  return (
    <span className={`${badge.badge} ${badge[mark]}`}>
      <StateMark mark={mark} size={10} />
      {words}
    </span>
  )
}
