import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { crumbs } from '../../frame/crumbs.ts'
import { useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import classes from './MachinesPage.module.css'

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

/** The page's title and its facts. */
export function PageHead({ rows }: { rows: readonly Machine[] }) {
  const scope = useAddress(address => address.scope)
  const title = useFleet(fleet => crumbs(fleet, scope).at(-1)?.name ?? 'Machines')
  const counts = useMemo(() => countMachines(rows), [rows])
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>
        <bdi>{title}</bdi>
      </h1>
      <ul className={classes.facts} aria-label="Facts">
        <li>
          {rows.length.toLocaleString()} {rows.length === 1 ? 'machine' : 'machines'}
        </li>
        <Fact mark="running" count={counts.running} word="running" />
        <Fact mark="paused" count={counts.paused} word="paused" />
        <Fact mark="bad" count={counts.bad} word="in trouble" />
        <Fact mark="stale" count={counts.stale} word="last known" />
      </ul>
    </div>
  )
}

function Fact({
  mark,
  count,
  word,
}: {
  mark: 'running' | 'paused' | 'bad' | 'stale'
  count: number
  word: string
}) {
  if (count === 0) return null
  return (
    <li className={`${badge.badge} ${badge[mark]}`}>
      <StateMark mark={mark} size={10} />
      {count.toLocaleString()} {word}
    </li>
  )
}
