import { Select } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useApi } from '../../api/client.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { ConnectionForm } from './ConnectionForm.tsx'
import { ResetSection } from './ResetSection.tsx'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'

/** How hosts are reached: what holds for all of them, and what each site says instead. */
export function Connections() {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const [at, setAt] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another site is another answer
  const ask = useCallback(
    (signal: AbortSignal) => client.settings.connections(undefined, { signal }),
    [client, sites],
  )
  const { value, error, again } = useAnswer(ask)
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!value)
    return <div className={classes.skeleton} role="status" aria-label={t('settings.sections.connections')} />
  const site = value.sites.find(each => each.siteId === at)
  const layer = site ?? value.fleet
  return (
    <>
      <p className={classes.intro}>{t('settings.connections.intro')}</p>
      <Select
        className={classes.scope}
        label={t('settings.connections.scope')}
        allowDeselect={false}
        searchable={value.sites.length > 8}
        data={[
          { value: '', label: t('settings.connections.fleet') },
          ...value.sites.map(each => ({
            value: each.siteId,
            label: t('settings.connections.site', { path: each.path }),
          })),
        ]}
        value={site ? site.siteId : ''}
        onChange={next => setAt(next ?? '')}
      />
      <ConnectionForm
        key={`${site?.siteId ?? ''} ${JSON.stringify(layer)}`}
        layer={layer}
        save={async options => {
          if (site) await client.sites.update({ siteId: site.siteId, options })
          else await client.settings.setConnectionDefaults({ options })
          again()
        }}
      />
      <ResetSection section="connections" again={again} />
    </>
  )
}
