import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useApi } from '../api/client.ts'
import { useAnswer } from '../pages/settings/useAnswer.ts'
import { ElevateDialog } from '../session/ElevateDialog.tsx'
import { useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

/** The way past what only a policy forbids, where the person may take it; nothing where break-glass is on already. */
export function BreakGlassOffer() {
  const { client } = useApi()
  const isOn = useSession(({ state }) => state?.elevation != null)
  const canTake = useSession(({ state }) => state?.person != null)
  const ask = useCallback(
    (signal: AbortSignal) =>
      canTake ? client.session.elevations(undefined, { signal }) : Promise.resolve([]),
    [client, canTake],
  )
  const { value } = useAnswer(ask)
  const [taking, setTaking] = useState(false)
  if (isOn || value === null || value.length === 0) return null
  return (
    <div className={classes.wayAround}>
      <span>{t('session.elevation.wayAround')}</span>
      <Button variant="default" onClick={() => setTaking(true)}>
        {t('session.menu.elevate')}
      </Button>
      {taking && <ElevateDialog onClose={() => setTaking(false)} />}
    </div>
  )
}
