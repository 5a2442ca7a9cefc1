import { Button, NumberInput, Select } from '@mantine/core'
import { useCallback, useState } from 'react'
import { placeRights } from '../../../shared/contract/config.ts'
import type { ConfigEntry, ConfigPlace } from '../../../shared/contract/index.ts'
import { useRefusals } from '../../actions/useRefusals.ts'
import { useApi } from '../../api/client.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { useMayEverywhere } from '../../stores/session.ts'
import { tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { ResetSection } from './ResetSection.tsx'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'
import { everywhere, usePlaces } from './usePlaces.ts'

const intervals = ['tickMs', 'backgroundTickMs'] as const
const kept = ['eventsKept', 'changesKept', 'changeDays'] as const

/** How often hosts are asked, everywhere or at one place, and how much of what was seen is kept. */
export function Monitoring() {
  const [at, setAt] = useState('')
  const manages = useMayEverywhere('settings.manage')
  const { places, data } = usePlaces()
  const place = places.get(at) ?? everywhere
  const refusals = useRefusals([placeRights[place.kind]], place)
  const refused = refusals.get(placeRights[place.kind])
  const general = useEntries(everywhere)
  const here = useEntries(place)
  const again = () => {
    general.again()
    here.again()
  }
  const error = general.error ?? here.error
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!general.value || !here.value)
    return <div className={classes.skeleton} role="status" aria-label={t('settings.sections.monitoring')} />
  return (
    <>
      <p className={classes.intro}>{t('upkeep.monitoring.intro')}</p>
      <SettingGroup title={t('upkeep.monitoring.intervals')}>
        <Select
          className={classes.scope}
          label={t('upkeep.monitoring.scope')}
          allowDeselect={false}
          searchable={data.length > 8}
          data={data}
          value={places.has(at) ? at : ''}
          onChange={next => setAt(next ?? '')}
        />
        {refused !== undefined && place.kind !== 'installation' && <p className={classes.dim}>{refused}</p>}
        {intervals.map(name => (
          <EntryRow
            key={`${at} ${name}`}
            entry={here.value?.find(entry => entry.key === `monitoring.${name}`)}
            place={place}
            refused={refused !== undefined}
            label={t(`settings.connections.fields.${name}`)}
            what={t(`settings.connections.fields.${name}What`)}
            again={again}
          />
        ))}
      </SettingGroup>
      <SettingGroup title={t('upkeep.monitoring.retention')}>
        {kept.map(name => (
          <EntryRow
            key={name}
            entry={general.value?.find(entry => entry.key === `monitoring.${name}`)}
            place={everywhere}
            refused={!manages}
            label={t(`upkeep.monitoring.${name}`)}
            what={t(`upkeep.monitoring.${name}What`)}
            again={again}
          />
        ))}
        <SettingRow label={t('upkeep.monitoring.metrics')} what={t('upkeep.monitoring.metricsWhat')}>
          <span className={classes.dim}>{t('upkeep.monitoring.metricsFixed')}</span>
        </SettingRow>
      </SettingGroup>
      <ResetSection section="monitoring" again={again} />
    </>
  )
}

function useEntries(place: ConfigPlace) {
  const { client } = useApi()
  const key = JSON.stringify(place)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place by its words
  const ask = useCallback((signal: AbortSignal) => client.config.list({ place }, { signal }), [client, key])
  return useAnswer(ask)
}

interface EntryRowProps {
  entry: ConfigEntry | undefined
  place: ConfigPlace
  /** The person may not say it there. */
  refused: boolean
  label: string
  what: string
  again(): void
}

/** Milliseconds are shown as seconds. */
const unitWords = (unit: ConfigEntry['unit']): string => {
  if (unit === 'days') return t('upkeep.monitoring.days')
  return unit === 'ms' || unit === 's' ? t(`settings.connections.units.${unit}`) : ''
}

/** A number of the settings: its own value with the way back, or the one it takes over with who says it. */
function EntryRow({ entry, place, refused, label, what, again }: EntryRowProps) {
  const { client } = useApi()
  if (!entry) return null
  const scale = entry.unit === 'ms' ? 1_000 : 1
  const shown = (value: unknown): number | string => (typeof value === 'number' ? value / scale : '')
  const say = (value: number | null) => {
    client.config.set({ place, key: entry.key, value }).then(again, (error: unknown) => {
      tellError(error, t('settings.failed'))
      again()
    })
  }
  const unit = unitWords(entry.unit)
  const note = entry.own ? (
    <>
      <span>{t('settings.connections.inherits', { value: `${shown(entry.inherited)} ${unit}` })}</span>
      {!refused && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={t('settings.connections.clearOf', { field: label })}
          onClick={() => say(null)}
        >
          {t('settings.connections.clear')}
        </Button>
      )}
    </>
  ) : entry.from === null ? (
    t('settings.connections.product')
  ) : (
    t('settings.connections.from', { source: entry.from })
  )
  return (
    <SettingRow label={label} what={what} note={note}>
      <NumberInput
        key={String(entry.value)}
        className={classes.number ?? ''}
        aria-label={label}
        data-inherited={entry.own ? undefined : true}
        defaultValue={shown(entry.value)}
        min={(entry.min ?? 0) / scale}
        max={(entry.max ?? Number.MAX_SAFE_INTEGER) / scale}
        decimalScale={entry.unit === 'ms' ? 1 : 0}
        allowNegative={false}
        disabled={refused}
        onBlur={event => {
          const value = Number(event.currentTarget.value.replace(',', '.'))
          const [min, max] = [(entry.min ?? 0) / scale, (entry.max ?? Number.MAX_SAFE_INTEGER) / scale]
          if (event.currentTarget.value.trim() === '' || Number.isNaN(value)) return
          const within = Math.round(Math.min(max, Math.max(min, value)) * scale)
          if (within !== entry.value) say(within)
        }}
        onKeyDown={event => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      <span className={classes.unit}>{unit}</span>
    </SettingRow>
  )
}
