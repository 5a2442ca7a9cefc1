import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'
import { AppError } from '../../shared/errors.ts'
import { toAppError } from '../api/errors.ts'
import { afterFirstRows } from './firstRows.ts'
import { allWords } from '../words/index.ts'
import { ErrorState } from './Messages.tsx'

const IDLE_WITHIN_MS = 3_000

/**
 * A part of the window that is fetched once the first rows are painted and the window is idle, or when it is
 * first wanted; `meanwhile` stands in its place for that moment. What has been fetched is drawn at once: React's own
 * `lazy` would hold each part back for a third of a second when it is first shown. One that can't be fetched says so in
 * its place.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile?: (props: Props) => ReactNode,
): (props: Props) => ReactNode {
  let part: ComponentType<Props> | null = null
  let loading: Promise<void> | null = null
  const once = (): Promise<void> => {
    // Its modules take their words while they are loaded.
    loading ??= allWords()
      .then(load)
      .then(
        loaded => {
          part = loaded
        },
        (error: unknown) => {
          // It is asked for again where it is next wanted.
          loading = null
          throw new AppError('core.unreachable', 'A part of the window could not be fetched.', {
            next: 'Try again; if it stays so, load the page again.',
            data: { why: 'part' },
            cause: error,
          })
        },
      )
    return loading
  }
  if (typeof requestIdleCallback !== 'undefined') whenIdle(once)
  return function Later(props) {
    const [failed, setFailed] = useState<{ error: unknown } | null>(null)
    const [, setLoaded] = useState(false)
    const wanted = part === null && failed === null
    useEffect(() => {
      if (!wanted) return
      let gone = false
      once().then(
        () => {
          if (!gone) setLoaded(before => !before)
        },
        (error: unknown) => {
          if (!gone) setFailed({ error })
        },
      )
      return () => {
        gone = true
      }
    }, [wanted])
    if (failed)
      return createElement(ErrorState, { error: toAppError(failed.error), onRetry: () => setFailed(null) })
    if (part === null) return meanwhile?.(props) ?? null
    return createElement(part, props)
  }
}

function whenIdle(load: () => Promise<void>): void {
  const early = () => {
    load().catch(() => {
      // It is asked for again, and fails aloud, where it is wanted.
    })
  }
  afterFirstRows()
    .then(() => requestIdleCallback(early, { timeout: IDLE_WITHIN_MS }))
    .catch((error: unknown) => {
      throw error
    })
}
