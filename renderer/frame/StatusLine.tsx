import { UnstyledButton } from '@mantine/core'
import { IconLayoutBottombar } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { formatAge } from '../../shared/units.ts'
import { useApi } from '../api/client.ts'
import { isLive } from '../components/hostState.ts'
import { useClockText } from '../stores/clock.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { setView, useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import classes from './StatusLine.module.css'
import { useKeyText } from './useKeyText.ts'
import { visible } from '../components/visible.ts'

/** The bottom line: how old the oldest thing on screen is, the slowest link, this start's notices. */
export function StatusLine() {
  const hosts = useFleet(fleet => fleet.hosts)
  const lost = useFleet(fleet => fleet.lost)
  const dockOpen = useView(view => view.dockOpen)
  const dockKeys = useKeyText('dock')
  const helpKeys = useKeyText('help')
  const all = [...hosts.values()]
  const oldest = all.reduce<number | null>((age, host) => {
    if (host.dataAsOfMs === null || isLive(host.state)) return age
    return age === null ? host.dataAsOfMs : Math.min(age, host.dataAsOfMs)
  }, null)
  const silent = all.filter(host => host.dataAsOfMs === null && !isLive(host.state)).length
  const slowest = all
    .filter(host => isLive(host.state) && host.state.roundTripMs !== null)
    .sort((a, b) => (b.state.roundTripMs ?? 0) - (a.state.roundTripMs ?? 0))[0]
  const age = useClockText(now =>
    lost
      ? t('frame.status.lost')
      : oldest !== null
        ? t('frame.status.oldest', { age: formatAge(now - oldest) })
        : silent > 0
          ? t('frame.status.silent', { count: silent })
          : all.length > 0
            ? t('frame.status.live')
            : '',
  )
  return (
    <footer className={classes.line}>
      <UnstyledButton
        className={classes.button}
        aria-pressed={dockOpen}
        aria-label={t('frame.status.dockLabel')}
        title={t('frame.status.dockTip', { keys: dockKeys })}
        onClick={() => setView({ dockOpen: !dockOpen })}
      >
        <IconLayoutBottombar size={14} aria-hidden="true" />
        {t('frame.status.dock')}
      </UnstyledButton>
      <span className={oldest === null && !lost ? undefined : classes.old}>{age}</span>
      {slowest && !lost && (
        <span className={classes.slowest} title={t('frame.status.slowestWhy')}>
          {t('frame.status.slowest')} <bdi>{visible(slowest.record.name)}</bdi>{' '}
          {Math.max(1, Math.round(slowest.state.roundTripMs ?? 0))} ms
        </span>
      )}
      <Notices />
      <UnstyledButton className={classes.button} onClick={() => openDialog({ kind: 'shortcuts' })}>
        <kbd>{helpKeys}</kbd> {t('frame.status.shortcuts')}
      </UnstyledButton>
    </footer>
  )
}

/** What the core wants a person to know about this start, and its version. */
function Notices() {
  const { client } = useApi()
  const [info, setInfo] = useState<{ version: string; notices: string[] } | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    client.app.info(undefined, { signal: gone.signal }).then(setInfo, (error: unknown) => {
      if (!gone.signal.aborted) tellError(error)
    })
    return () => gone.abort()
  }, [client])
  return (
    <>
      <span className={classes.notices} title={info?.notices.join('\n')}>
        {info?.notices[0]}
      </span>
      {info && <span className={classes.version}>NovaCron {info.version}</span>}
    </>
  )
}
