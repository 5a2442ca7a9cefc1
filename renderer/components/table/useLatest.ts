import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * A callback whose identity never changes and that always runs the newest `work`: what a memoised row
 * is given, so that a row drawn long ago never acts on a selection of long ago.
 */
export function useLatest<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const newest = useRef(work)
  useLayoutEffect(() => {
    newest.current = work
  })
  return useCallback((...args: Args) => newest.current(...args), [])
}
