import { Button } from '@mantine/core'
import { useApi } from '../../api/client.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

/** Takes back what the installation says of a section. */
export function ResetSection({ section, again }: { section: 'connections' | 'monitoring'; again(): void }) {
  const { client } = useApi()
  const manages = useMayEverywhere('settings.manage')
  const hosts = useMayEverywhere('host.manage')
  if (!manages || !hosts)
    return (
      <p className={classes.dim}>
        {t('upkeep.monitoring.refused', {
          settings: t('rights.settings_manage'),
          host: t('rights.host_manage'),
        })}
      </p>
    )
  const reset = () => {
    client.config.reset({ section }).then(
      ({ changes }) => {
        tell(
          changes.length === 0
            ? t('upkeep.reset.nothing')
            : t('upkeep.reset.done', { count: changes.length }),
        )
        again()
      },
      (error: unknown) => tellError(error, t('settings.failed')),
    )
  }
  return (
    <SettingRow label={t('upkeep.reset.section')} what={t('upkeep.reset.what')}>
      <Button variant="default" onClick={reset}>
        {t('upkeep.reset.section')}
      </Button>
    </SettingRow>
  )
}
