/** A page without rows (an overview, an empty list) is drawn by then. */
const LONGEST_MS = 5_000

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

/** Resolves once the first rows of this window are painted, or after a while where there are none. */
export const afterFirstRows = (): Promise<void> => promise
