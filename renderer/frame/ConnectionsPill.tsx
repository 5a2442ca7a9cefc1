import { Popover, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { isLive } from '../components/hostState.ts'
import badge from '../components/StateBadge.module.css'
import { StateMark } from '../components/StateMark.tsx'
import { useFleet } from '../stores/fleet.ts'
import { formatCount } from '../words/format.ts'
import { t } from '../words/index.ts'
import { ConnectionList } from './ConnectionList.tsx'
import classes from './TopBar.module.css'

/** “37 of 40 live”; opens every connection with why and what can be done. */
export function ConnectionsPill() {
  const hosts = useFleet(fleet => fleet.hosts)
  const ready = useFleet(fleet => fleet.ready)
  const lost = useFleet(fleet => fleet.lost)
  const [open, setOpen] = useState(false)
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
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={460} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.pill}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={() => setOpen(!open)}
        >
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
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('frame.bar.connections')}>
        <ConnectionList onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
