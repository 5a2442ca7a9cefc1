import { UnstyledButton } from '@mantine/core'
import { isLive } from '../components/hostState.ts'
import { later } from '../components/later.ts'
import { useOpened } from '../components/MenuButton.tsx'
import badge from '../components/StateBadge.module.css'
import { StateMark } from '../components/StateMark.tsx'
import { useFleet } from '../stores/fleet.ts'
import { formatCount } from '../words/format.ts'
import { t } from '../words/index.ts'
import classes from './TopBar.module.css'

const ConnectionsPanel = later(() => import('./ConnectionsPanel.tsx').then(m => m.ConnectionsPanel))

/** “37 of 40 live”; opens every connection with why and what can be done. */
export function ConnectionsPill() {
  const hosts = useFleet(fleet => fleet.hosts)
  const ready = useFleet(fleet => fleet.ready)
  const lost = useFleet(fleet => fleet.lost)
  const { place, button } = useOpened()
  const all = [...hosts.values()]
  const live = all.filter(host => isLive(host.state)).length
  const asking = all.filter(host => host.state.phase === 'blocked').length
  // A host that a person disconnected is missed by nobody.
  const wanted = all.filter(host => host.record.autoConnect).length
  const mark = lost
    ? 'stale'
    : live === 0
      ? wanted === 0
        ? 'off'
        : 'bad'
      : live >= wanted
        ? 'running'
        : 'warn'
  if (!ready || all.length === 0) return null
  return (
    <>
      <UnstyledButton className={classes.pill} {...button} aria-haspopup="dialog">
        <span className={`${badge.badge} ${badge[mark]}`}>
          <StateMark mark={mark} />
          <span className={classes.pillText}>
            {lost
              ? t('frame.bar.lastKnown', { count: all.length })
              : t('frame.bar.live', { live: formatCount(live), count: all.length })}
          </span>
        </span>
        {asking > 0 && <span className={classes.asking}>{t('frame.bar.asking', { count: asking })}</span>}
      </UnstyledButton>
      {place && <ConnectionsPanel {...place} />}
    </>
  )
}
