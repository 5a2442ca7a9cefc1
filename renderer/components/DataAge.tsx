import { formatAge } from '../../shared/units.ts'
import { t } from '../words/index.ts'
import { useClockText } from '../stores/clock.ts'

interface DataAgeProps {
  asOfMs: number | null
  suffix?: string
  /** `ago`: “3 min ago”; `old`: “3 min old”. */
  phrase?: 'ago' | 'old'
  live?: boolean
}

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A live host is looked over every minute and tells of changes itself; facts older than this say their age all the same. */
const LIVE_MS = 120_000

const word = t('parts.live')

/** How long ago something was true, kept current; a dash where it never was, `live` while its host confirms it. */
export function DataAge({ asOfMs, suffix = '', phrase, live = false }: DataAgeProps) {
  const text = useClockText(now => {
    if (asOfMs === null) return formatAge(null)
    if (live && now - asOfMs < LIVE_MS) return word
    const age = formatAge(now - asOfMs)
    return phrase ? t(`parts.${phrase}`, { age }) : `${age}${suffix}`
  })
  return (
    <time
      dateTime={asOfMs === null ? undefined : new Date(asOfMs).toISOString()}
      title={asOfMs === null ? t('parts.neverRead') : t('parts.asOf', { time: whole.format(asOfMs) })}
    >
      {text}
    </time>
  )
}
