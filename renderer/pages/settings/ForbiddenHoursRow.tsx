import { Button, Chip, Select, TextInput } from '@mantine/core'
import type { ForbiddenHours } from '../../../shared/models/policies.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Zone } from '../../../shared/models/zone.ts'
import { useState } from 'react'
import { useClockText } from '../../stores/clock.ts'
import { formatMinute, formatMinuteThere, weekdayName } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { isOwnZone } from '../../words/zonedWords.ts'
import type { PolicyRow } from './policyControls.tsx'
import classes from './Settings.module.css'

interface ForbiddenHoursRowProps extends Omit<PolicyRow<ForbiddenHours[]>, 'byDefault'> {
  sites: readonly { value: SiteId; label: string }[]
  clock: CoreClock
}

/** The core's time at the moment it was asked, and its zone. */
export interface CoreClock {
  /** Unix ms. */
  atMs: number
  zone: Zone
}

const dayNames = () => Array.from({ length: 7 }, (_day, index) => weekdayName(index))

/** Monday first, as weeks are read where the languages of the window are spoken. */
const order = [1, 2, 3, 4, 5, 6, 0]

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Minutes of the day; null for what is no time. */
const minuteOf = (text: string): number | null => {
  const [hours, minutes] = text.split(':').map(Number)
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)
    ? null
    : hours * 60 + minutes
}

const office: ForbiddenHours = { days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1080, siteId: null }

/** Whose hours they are, and what time it is there: the window may stand in another zone. */
function WhoseHours({ atMs, zone }: CoreClock) {
  const [aheadMs] = useState(() => atMs - Date.now())
  const text = useClockText(now => {
    const ms = now + aheadMs
    return isOwnZone(ms, zone)
      ? t('policies.hours.zoneHere', { zone: zone.name })
      : t('policies.hours.zoneThere', {
          zone: zone.name,
          there: formatMinuteThere(ms, zone.offsetMinutes),
          here: formatMinute(ms),
        })
  })
  return <span className={classes.rowWhat}>{text}</span>
}

/** Windows of the week, each with its days, hours and place. */
export function ForbiddenHoursRow({
  label,
  what,
  value,
  disabled,
  onChange,
  sites,
  clock: core,
}: ForbiddenHoursRowProps) {
  const names = dayNames()
  const change = (index: number, part: Partial<ForbiddenHours>) =>
    onChange(value.map((each, at) => (at === index ? { ...each, ...part } : each)))
  return (
    <div className={classes.block} data-setting={label}>
      <div className={classes.rowText}>
        <span className={classes.rowLabel}>{label}</span>
        <span className={classes.rowWhat}>{what}</span>
        <WhoseHours {...core} />
      </div>
      {value.length === 0 && <p className={classes.dim}>{t('policies.hours.none')}</p>}
      {value.map((hours, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place
          key={index}
          className={classes.hours}
          disabled={disabled}
        >
          <legend>{t('policies.hours.row', { number: index + 1 })}</legend>
          <Chip.Group
            multiple
            value={hours.days.map(String)}
            onChange={days => {
              if (days.length > 0) change(index, { days: days.map(Number).sort() })
            }}
          >
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset within a fieldset would be read twice */}
            <div className={classes.days} role="group" aria-label={t('policies.hours.days')}>
              {order.map(day => (
                <Chip key={day} value={String(day)} size="xs" variant="outline" disabled={disabled}>
                  {names[day]}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <TextInput
            type="time"
            label={t('policies.hours.from')}
            value={clock(hours.fromMinute)}
            disabled={disabled}
            onChange={event => {
              const fromMinute = minuteOf(event.currentTarget.value)
              if (fromMinute !== null) change(index, { fromMinute })
            }}
          />
          <TextInput
            type="time"
            label={t('policies.hours.to')}
            value={clock(hours.toMinute)}
            disabled={disabled}
            onChange={event => {
              const toMinute = minuteOf(event.currentTarget.value)
              if (toMinute !== null) change(index, { toMinute })
            }}
          />
          <Select
            label={t('policies.hours.site')}
            allowDeselect={false}
            data={[{ value: '', label: t('policies.hours.everywhere') }, ...sites]}
            value={hours.siteId ?? ''}
            disabled={disabled}
            onChange={next =>
              change(index, { siteId: sites.find(site => site.value === next)?.value ?? null })
            }
          />
          {!disabled && (
            <Button
              variant="subtle"
              color="danger"
              aria-label={t('policies.hours.removeOf', { number: index + 1 })}
              onClick={() => onChange(value.filter((_each, at) => at !== index))}
            >
              {t('policies.hours.remove')}
            </Button>
          )}
        </fieldset>
      ))}
      {!disabled && (
        <div>
          <Button
            variant="default"
            disabled={value.length >= 50}
            onClick={() => onChange([...value, office])}
          >
            {t('policies.hours.add')}
          </Button>
        </div>
      )}
    </div>
  )
}
