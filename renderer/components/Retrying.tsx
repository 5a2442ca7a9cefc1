import { Button, type ButtonProps } from '@mantine/core'
import { useCallback, useSyncExternalStore } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { formatDuration } from '../../shared/units.ts'
import { type Retry, retryOf, tryNow } from '../api/retries.ts'
import { useClockText } from '../stores/clock.ts'
import { t } from '../words/index.ts'

/** What is planned after a failure; null where nobody tries again by themselves. */
export function useRetry(error: AppError): Retry | null {
  const plan = retryOf(error)
  return useSyncExternalStore(
    useCallback(listener => plan?.subscribe(listener) ?? (() => undefined), [plan]),
    () => plan?.getState() ?? null,
  )
}

/** When it is tried again; counts down without being read out each second. */
export function RetryWords({ error }: { error: AppError }) {
  const retry = useRetry(error)
  return retry && <Countdown {...retry} />
}

function Countdown({ atMs }: Retry) {
  const words = useClockText(now => {
    const left = atMs === null ? 0 : Math.ceil((atMs - now) / 1000)
    return left > 0 ? t('parts.retryIn', { time: formatDuration(left * 1000) }) : t('parts.retrying')
  })
  return <span aria-live="off">{words}</span>
}

/** Tries again at once what is tried again anyway. */
export function RetryButton({ error, ...look }: { error: AppError } & ButtonProps) {
  const retry = useRetry(error)
  return (
    retry && (
      <Button {...look} onClick={tryNow}>
        {t('parts.tryAgain')}
      </Button>
    )
  )
}
