import { Select } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { ConfigPlace } from '../../../shared/contract/config.ts'
import type { ConfigEntry } from '../../../shared/contract/index.ts'
import type { ConnectionLayer } from '../../../shared/contract/settings.ts'
import type { HostOptions } from '../../../shared/models/host.ts'
import { configSettings } from '../../../shared/settings/config.ts'
import { useRefusals } from '../../actions/useRefusals.ts'
import { type CoreClient, useApi } from '../../api/client.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { ConnectionForm } from './ConnectionForm.tsx'
import { ResetSection } from './ResetSection.tsx'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'
import { everywhere, usePlaces } from './usePlaces.ts'

/** The right that it takes to say how hosts are reached. */
const rights = { installation: 'host.manage', site: 'site.manage', host: 'host.manage' } as const

/** How hosts are reached: what holds for all of them, and what sites and hosts say instead. */
export function Connections() {
  const { client } = useApi()
  const [at, setAt] = useState('')
  const { places, data } = usePlaces()
  const place = places.get(at) ?? everywhere
  const ofHost = useFleet(fleet =>
    place.kind === 'host' ? fleet.hosts.get(place.hostId)?.record.siteId : null,
  )
  const siteId = place.kind === 'site' ? place.siteId : (ofHost ?? null)
  const right = rights[place.kind]
  const refused = useRefusals([right], place).get(right) ?? null
  const { value, error, again } = useLayer(place)
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!value)
    return <div className={classes.skeleton} role="status" aria-label={t('settings.sections.connections')} />
  return (
    <>
      <p className={classes.intro}>{t('settings.connections.intro')}</p>
      <Select
        className={classes.scope}
        label={t('settings.connections.scope')}
        allowDeselect={false}
        searchable={data.length > 8}
        data={data}
        value={places.has(at) ? at : ''}
        onChange={next => setAt(next ?? '')}
      />
      <ConnectionForm
        key={at}
        layer={value}
        siteId={siteId}
        refused={refused}
        save={async (options, was) => {
          try {
            await save(client, place, { options, was })
          } finally {
            again()
          }
        }}
      />
      <ResetSection section="connections" again={again} />
    </>
  )
}

function useLayer(place: ConfigPlace) {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const key = JSON.stringify(place)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place by its words; other sites are another answer
  const ask = useCallback(
    async (signal: AbortSignal): Promise<ConnectionLayer> => {
      if (place.kind === 'host') return layerOf(await client.config.list({ place }, { signal }))
      const { fleet, sites: told } = await client.settings.connections(undefined, { signal })
      return told.find(({ siteId }) => place.kind === 'site' && siteId === place.siteId) ?? fleet
    },
    [client, key, sites],
  )
  return useAnswer(ask)
}

const options = new Map(
  configSettings.flatMap(({ key, store }) => (store.kind === 'option' ? [[key, store.option]] : [])),
)

/** What a host says itself and what it takes over, by option. */
function layerOf(entries: readonly ConfigEntry[]): ConnectionLayer {
  const layer: { own: object; inherited: object; sources: Record<string, string> } = {
    own: {},
    inherited: {},
    sources: {},
  }
  for (const { key, own, value, inherited, from } of entries) {
    const option = options.get(key)
    if (option === undefined) continue
    if (own) Reflect.set(layer.own, option, value)
    if (inherited !== null) Reflect.set(layer.inherited, option, inherited)
    if (from !== null) layer.sources[option] = from
  }
  return layer
}

async function save(
  client: CoreClient,
  place: ConfigPlace,
  said: { options: HostOptions; was: HostOptions },
): Promise<void> {
  if (place.kind === 'site') await client.sites.update({ siteId: place.siteId, ...said })
  else if (place.kind === 'host') await client.hosts.update({ hostId: place.hostId, ...said })
  else await client.settings.setConnectionDefaults(said)
}
