import { formatDuration } from '../../shared/units.ts'
import { useClockText } from '../stores/clock.ts'
import { t } from '../words/index.ts'

/** How long another try is still refused, in words; empty when it is not. */
export function useWait(untilMs: number | null): string {
  return useClockText(now =>
    untilMs === null || untilMs <= now
      ? ''
      : t('session.signIn.delayed', { time: formatDuration(Math.ceil((untilMs - now) / 1000) * 1000) }),
  )
}
