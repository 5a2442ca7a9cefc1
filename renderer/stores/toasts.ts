import type { ReactNode } from 'react'
import { toAppError } from '../api/errors.ts'
import { hurry } from '../components/firstRows.ts'

let isTold = false

/** Notices are fetched when there is first something to say. */
const notices = () => {
  isTold = true
  hurry()
  return import('./notices.ts')
}

/** Says in passing that something was done. */
export function tell(message: ReactNode): void {
  notices()
    .then(({ showDone }) => showDone(message))
    .catch(unheard)
}

/** Says that something failed, with the next step; stays until it was read. */
export function tellError(thrown: unknown, title?: string): void {
  const error = toAppError(thrown)
  if (error.code === 'cancelled') return
  notices()
    .then(({ showFailed }) => showFailed(error, title))
    .catch(unheard)
}

/** Takes away what is still said; nothing is fetched where nothing was. */
export function tellNothing(): void {
  if (!isTold) return
  notices()
    .then(({ clearNotices }) => clearNotices())
    .catch(unheard)
}

/** What can't be shown because the window's own files are gone is at least in the console. */
function unheard(error: unknown): void {
  reportError(error)
}
