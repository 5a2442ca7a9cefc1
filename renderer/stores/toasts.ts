import type { ReactNode } from 'react'
import type { ErrorCode } from '../../shared/errors.ts'
import { toAppError } from '../api/errors.ts'
import { hurry } from '../components/firstRows.ts'

let isTold = false
let isMuted = false

/** What the way in says itself, better. */
const saysTheGate: ReadonlySet<ErrorCode> = new Set(['session.ended', 'session.required'])

/** Nobody is in: what was begun before may end now, and its notice would name what is hidden. */
export function muteNotices(muted: boolean): void {
  isMuted = muted
}

/** Notices are fetched when there is first something to say. */
const notices = () => {
  isTold = true
  hurry()
  return import('./notices.ts')
}

/** Says in passing that something was done. */
export function tell(message: ReactNode): void {
  notices()
    .then(({ showDone }) => isMuted || showDone(message))
    .catch(unheard)
}

/** Says that something failed, with the next step; stays until it was read. */
export function tellError(thrown: unknown, title?: string): void {
  const error = toAppError(thrown)
  if (error.code === 'cancelled' || saysTheGate.has(error.code)) return
  notices()
    .then(({ showFailed }) => isMuted || showFailed(error, title))
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
