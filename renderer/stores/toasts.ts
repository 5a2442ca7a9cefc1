import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { toAppError } from '../api/errors.ts'
import { t } from '../words/index.ts'

const closeButtonProps = { 'aria-label': t('parts.close') }

/** Says in passing that something was done. */
export function tell(message: ReactNode): void {
  notifications.show({ message, color: 'accent', autoClose: 4_000, withBorder: true, closeButtonProps })
}

/** Says that something failed, with the next step; stays until it was read. */
export function tellError(thrown: unknown, title?: string): void {
  const error = toAppError(thrown)
  if (error.code === 'cancelled') return
  notifications.show({
    title: title ?? error.message,
    message: [title ? error.message : '', error.next ?? ''].filter(Boolean).join(' '),
    color: 'danger',
    autoClose: 12_000,
    withBorder: true,
    role: 'alert',
    closeButtonProps,
  })
}
