import type { HostState } from '../../shared/models/host.ts'
import { useClockText } from '../stores/clock.ts'
import { useFleet } from '../stores/fleet.ts'
import { hostDetail, hostLook } from './hostState.ts'
import classes from './StateBadge.module.css'
import { StateMark } from './StateMark.tsx'

/** A host's state as sign, word and what it is doing, with the countdown kept current. */
export function HostStateBadge({ state }: { state: HostState }) {
  const lost = useFleet(fleet => fleet.lost)
  const { mark, word } = hostLook(state, lost)
  const detail = useClockText(now => (lost ? '' : hostDetail(state, now)))
  return (
    <span className={`${classes.badge} ${classes[mark]}`}>
      <StateMark mark={mark} />
      <span>
        {word}
        {detail && <span className={classes.detail}> · {detail}</span>}
      </span>
    </span>
  )
}
