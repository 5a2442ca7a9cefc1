import { Button } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { type ComponentType, useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { allWords, t } from '../words/index.ts'
import { CopyButton } from './CopyButton.tsx'
import { EmptyState } from './EmptyState.tsx'
import classes from './Messages.module.css'
import { RetryButton, RetryWords } from './Retrying.tsx'

export { EmptyState } from './EmptyState.tsx'

type Refusal = ComponentType<{ error: AppError }>

/** The words for rights come with the other pages' words; where they can't be had, the core's own do. */
function NoPermission({ error }: { error: AppError }) {
  const [Said, setSaid] = useState<Refusal | null>(null)
  useEffect(() => {
    let wanted = true
    const show = (refusal: Refusal) => wanted && setSaid(() => refusal)
    allWords()
      .then(() => import('./NoPermission.tsx'))
      .then(
        part => show(part.NoPermission),
        () => show(PlainRefusal),
      )
    return () => {
      wanted = false
    }
  }, [])
  return Said && <Said error={error} />
}

const PlainRefusal: Refusal = ({ error }) => <EmptyState icon={IconLock} title={error.message} />

/** An error in place of content: what, why, what next and when it is tried again; the code folded away, the whole copyable. */
export function ErrorState({ error, onRetry }: { error: AppError; onRetry?: () => void }) {
  const [open, setOpen] = useState(false)
  if (error.code === 'rights.denied') return <NoPermission error={error} />
  const details = errorText(error)
  return (
    <EmptyState
      icon={IconAlertTriangle}
      tone="bad"
      title={error.message}
      action={
        <div className={classes.actions}>
          {onRetry ? <Button onClick={onRetry}>{t('parts.tryAgain')}</Button> : <RetryButton error={error} />}
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('parts.hideDetails') : t('parts.details')}
          </Button>
          <CopyButton text={details} label={t('parts.copyError')} />
        </div>
      }
    >
      {error.next && <p>{error.next}</p>}
      {!onRetry && <RetryWords error={error} />}
      {open && <pre className={classes.details}>{details}</pre>}
    </EmptyState>
  )
}

/** An error as text to paste into a ticket. */
export const errorText = (error: Pick<AppError, 'code' | 'message' | 'next' | 'data'>): string =>
  [
    `${error.message}`,
    error.next ? t('parts.next', { text: error.next }) : '',
    t('parts.code', { code: error.code }),
    error.data ? JSON.stringify(error.data, null, 2) : '',
  ]
    .filter(Boolean)
    .join('\n')

interface BannerProps {
  tone: 'warn' | 'bad' | 'busy' | 'good'
  children: React.ReactNode
  action?: React.ReactNode
}

/** A line over the page that says what is true of all of it: stale, reconnecting, a network in doubt. */
export function Banner({ tone, children, action }: BannerProps) {
  return (
    <div className={`${classes.banner} ${classes[tone]}`} role="status">
      <div className={classes.bannerText}>{children}</div>
      {action}
    </div>
  )
}
