import { notifications } from '@mantine/notifications'
import { createElement, type ReactNode } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { FailedText } from '../components/FailedText.tsx'
import { t } from '../words/index.ts'

const closeButtonProps = { 'aria-label': t('parts.close') }

/** Shows that something was done. */
export function showDone(message: ReactNode): void {
  notifications.show({ message, color: 'accent', autoClose: 4_000, withBorder: true, closeButtonProps })
}

/** Takes every notice away: what they name is not for whoever comes next. */
export function clearNotices(): void {
  notifications.clean()
}

/** Shows that something failed. */
export function showFailed(error: AppError, title: string | undefined): void {
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
