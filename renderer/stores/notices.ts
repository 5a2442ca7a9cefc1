import { notifications } from '@mantine/notifications'
import { createElement, type ReactNode } from 'react'
import type { AppError, ErrorCode } from '../../shared/errors.ts'
import { FailedText } from '../components/FailedText.tsx'
import { t } from '../words/index.ts'
import { isIn, useSession } from './session.ts'

const closeButtonProps = { 'aria-label': t('parts.close') }

/** Nobody is in: what was begun before may end now, and would name what is hidden. */
const isHidden = (): boolean => {
  const { state } = useSession.getState()
  return state !== null && !isIn(state)
}

/** What the way in says itself, better. */
const saysTheGate: ReadonlySet<ErrorCode> = new Set(['session.ended', 'session.required'])

/** Shows that something was done. */
export function showDone(message: ReactNode): void {
  if (isHidden()) return
  notifications.show({ message, color: 'accent', autoClose: 4_000, withBorder: true, closeButtonProps })
}

/** Takes every notice away: what they name is not for whoever comes next. */
export function clearNotices(): void {
  notifications.clean()
}

/** Shows that something failed. */
export function showFailed(error: AppError, title: string | undefined): void {
  if (isHidden() || saysTheGate.has(error.code)) return
  notifications.show({
    title: title ?? error.message,
    message: createElement(FailedText, { error, titled: title !== undefined }),
    color: 'danger',
    autoClose: 12_000,
    withBorder: true,
    role: 'alert',
    closeButtonProps,
  })
}
