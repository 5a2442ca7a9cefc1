import { useEffect, useState } from 'react'

/** Nothing waits longer than this, whatever was drawn. */
const LONGEST_MS = 20_000
/** A page that is no list, or a list that says why it has no rows, is drawn this long after it was put up. */
const SETTLED_MS = 1_500

const { promise, resolve } = Promise.withResolvers<void>()
if (typeof window !== 'undefined') setTimeout(resolve, LONGEST_MS)

let told = false

/** A list has put rows on the screen for the first time: what can wait begins after the frame that paints them. */
export function rowsDrawn(): void {
  if (told) return
  told = true
  // The first frame's callbacks run before it is painted, the second one's after.
  requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
}

/** Something else than rows is what the window shows; answers how to take that back. */
export function pageDrawn(): () => void {
  const timer = setTimeout(rowsDrawn, SETTLED_MS)
  return () => clearTimeout(timer)
}

/** There is something to show that comes with the later parts: they are wanted now. */
export const hurry = (): void => resolve()

/** Resolves once the first rows of this window are painted, or after a while where there are none. */
export const afterFirstRows = (): Promise<void> => promise

/** Whether the first rows are painted; draws again when they are. */
export function useAfterFirstRows(): boolean {
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    let gone = false
    promise.then(
      () => {
        if (!gone) setDrawn(true)
      },
      (error: unknown) => reportError(error),
    )
    return () => {
      gone = true
    }
  }, [])
  return drawn
}
