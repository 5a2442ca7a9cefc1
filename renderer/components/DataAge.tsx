import { formatAge } from '../../shared/units.ts'
import { agoText } from '../words/ago.ts'
import { formatMoment } from '../words/format.ts'
import { t } from '../words/index.ts'
import { useClockText } from '../stores/clock.ts'

interface DataAgeProps {
  asOfMs: number | null
  suffix?: string
  /** `ago`: “3 min ago”, as part of a sentence. */
  phrase?: 'ago'
  live?: boolean
  /** Without words on hover, where a list says them. */
  plain?: boolean
}

/** A live host is looked over every minute and tells of changes itself; facts older than this say their age all the same. */
const LIVE_MS = 120_000

const word = t('parts.live')

/** A moment in words; that it never was where it is null. */
export const momentTitle = (asOfMs: number | null): string =>
  asOfMs === null ? t('parts.neverRead') : t('parts.asOf', { time: formatMoment(asOfMs) })

/** How long ago something was true, kept current; a dash where it never was, `live` while its host confirms it. */
export function DataAge({ asOfMs, suffix = '', phrase, live = false, plain = false }: DataAgeProps) {
  const text = useClockText(now => {
    if (asOfMs === null) return formatAge(null)
    if (live && now - asOfMs < LIVE_MS) return word
    return phrase ? agoText(now - asOfMs) : `${formatAge(now - asOfMs)}${suffix}`
  })
  return (
    <time
      dateTime={asOfMs === null || plain ? undefined : new Date(asOfMs).toISOString()}
      title={plain ? undefined : momentTitle(asOfMs)}
    >
      {text}
    </time>
  )
}
