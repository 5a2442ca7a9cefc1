import { formatAge } from '../../shared/units.ts'
import { useClockText } from '../stores/clock.ts'

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** How long ago something was true, kept current; a dash where it never was. */
export function DataAge({ asOfMs, suffix = '' }: { asOfMs: number | null; suffix?: string }) {
  const text = useClockText(now => (asOfMs === null ? formatAge(null) : formatAge(now - asOfMs)))
  return (
    <time
      dateTime={asOfMs === null ? undefined : new Date(asOfMs).toISOString()}
      title={asOfMs === null ? 'Never read' : `As of ${whole.format(asOfMs)}`}
    >
      {text}
      {asOfMs === null ? '' : suffix}
    </time>
  )
}
