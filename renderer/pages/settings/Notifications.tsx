import { useCallback } from 'react'
import { useApi } from '../../api/client.ts'
import { t } from '../../words/index.ts'
import { DesktopFields } from './DesktopFields.tsx'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'

/** What the desktop shell tells of; elsewhere nothing would act on it. */
export function Notifications() {
  const { client } = useApi()
  const { value: info } = useAnswer(useCallback(signal => client.app.info(undefined, { signal }), [client]))
  if (info === null) return null
  if (info.shell !== 'desktop') return <p className={classes.intro}>{t('upkeep.notifications.elsewhere')}</p>
  return <DesktopFields title={t('upkeep.notifications.title')} of={['notifyHosts', 'notifyTasks']} />
}
