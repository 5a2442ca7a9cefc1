import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { formatDuration } from '../../shared/units.ts'
import { useApi } from '../api/client.ts'
import { useClockText } from '../stores/clock.ts'
import { tookSession, useSession } from '../stores/session.ts'
import { tell, tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import classes from './Session.module.css'

/** While rights are lent: which, why, for how much longer, and the way to end it. */
export function ElevationBar() {
  const elevation = useSession(({ state }) => state?.elevation ?? null)
  return elevation ? <Lent {...elevation} /> : null
}

function Lent({ role, reason, untilMs }: { role: string; reason: string; untilMs: number }) {
  const { client } = useApi()
  const [busy, setBusy] = useState(false)
  const time = useClockText(now =>
    untilMs <= now ? t('session.elevation.over') : formatDuration(Math.ceil((untilMs - now) / 1000) * 1000),
  )
  const end = async () => {
    setBusy(true)
    try {
      tookSession(await client.session.endElevation())
      tell(t('session.elevation.ended'))
    } catch (error) {
      tellError(error)
      setBusy(false)
    }
  }
  const text = t('session.elevation.bar', { role, reason, time })
  return (
    <section className={classes.elevation} aria-label={t('session.elevation.title')}>
      <IconAlertTriangle size={15} aria-hidden="true" />
      <span title={text}>{text}</span>
      <Button variant="default" loading={busy} onClick={() => void end()}>
        {t('session.elevation.endNow')}
      </Button>
    </section>
  )
}
