import { formatAge } from '../../shared/units.ts'
import { useClockText } from '../stores/clock.ts'

interface DataAgeProps {
  asOfMs: number | null
  suffix?: string
  live?: boolean
}

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A live host is looked over every minute and tells of changes itself; facts older than this say their age all the same. */
const LIVE_MS = 120_000

/** How long ago something was true, kept current; a dash where it never was, `live` while its host confirms it. */
export function DataAge({ asOfMs, suffix = '', live = false }: DataAgeProps) {
  const text = useClockText(now => {
    if (asOfMs === null) return formatAge(null)
    return live && now - asOfMs < LIVE_MS ? 'live' : formatAge(now - asOfMs)
  })
  return (
    <time
      dateTime={asOfMs === null ? undefined : new Date(asOfMs).toISOString()}
      title={asOfMs === null ? 'Never read' : `As of ${whole.format(asOfMs)}`}
    >
      {text}
      {asOfMs === null || text === 'live' ? '' : suffix}
    </time>
  )
}
