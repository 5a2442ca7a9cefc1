import { Button } from '@mantine/core'
import { IconAlertTriangle, type TablerIcon } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { t } from '../words/index.ts'
import { CopyButton } from './CopyButton.tsx'
import { pageDrawn } from './firstRows.ts'
import { later } from './later.ts'
import classes from './Messages.module.css'

interface StateProps {
  icon: TablerIcon
  title: string
  children?: React.ReactNode
  action?: React.ReactNode
  tone?: 'calm' | 'bad'
}

/** In place of content: what there is not, why, and the one next step. */
export function EmptyState({ icon: Icon, title, children, action, tone = 'calm' }: StateProps) {
  useEffect(pageDrawn, [])
  return (
    <div className={classes.state} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon
        size={28}
        stroke={1.5}
        aria-hidden="true"
        className={tone === 'bad' ? classes.badIcon : classes.icon}
      />
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.words}>{children}</div>}
      {action}
    </div>
  )
}

let LaterNoPermission: ReturnType<typeof later<{ error: AppError }>> | null = null

/** Made when it is first wanted: what comes late imports this module. */
function NoPermission({ error }: { error: AppError }) {
  LaterNoPermission ??= later(() => import('./NoPermission.tsx').then(m => m.NoPermission))
  return <LaterNoPermission error={error} />
}

/** An error in place of content: what, why, what next; the code folded away, the whole copyable. */
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
          {onRetry && <Button onClick={onRetry}>{t('parts.tryAgain')}</Button>}
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('parts.hideDetails') : t('parts.details')}
          </Button>
          <CopyButton text={details} label={t('parts.copyError')} />
        </div>
      }
    >
      {error.next && <p>{error.next}</p>}
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
