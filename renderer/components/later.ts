import { type ComponentType, createElement, lazy, type ReactNode, Suspense } from 'react'

const AFTER_MS = 1_000
const IDLE_WITHIN_MS = 3_000

/**
 * A part of the window that is fetched once the first rows are drawn and the window is idle, or when it is
 * first wanted; nothing stands in its place for that moment.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  let loading: Promise<{ default: ComponentType<Props> }> | null = null
  const once = () => {
    loading ??= load().then(part => ({ default: part }))
    return loading
  }
  const early = () => {
    once().catch(() => {
      // It is asked for again, and fails aloud, where it is wanted.
      loading = null
    })
  }
  if (typeof requestIdleCallback !== 'undefined')
    setTimeout(() => requestIdleCallback(early, { timeout: IDLE_WITHIN_MS }), AFTER_MS)
  const Part = lazy(once)
  return props => createElement(Suspense, { fallback: null }, createElement(Part, props))
}
