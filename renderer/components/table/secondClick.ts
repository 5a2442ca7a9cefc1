/** A double click's second half comes within this long, and no further away. */
const WITHIN_MS = 500
const WITHIN_PX = 5

/**
 * Keeps the second half of a double click from whatever a first click has put under the pointer: who opens a row
 * by habit with two clicks does not press a button of the page that it opens.
 */
export function dropSecondClick({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): void {
  const drop = (event: MouseEvent) => {
    const isSamePlace =
      Math.abs(event.clientX - clientX) <= WITHIN_PX && Math.abs(event.clientY - clientY) <= WITHIN_PX
    if (isSamePlace) {
      event.preventDefault()
      event.stopPropagation()
    }
    if (event.type === 'click') end()
  }
  const end = () => {
    clearTimeout(timer)
    for (const type of ['mousedown', 'click'] as const) window.removeEventListener(type, drop, true)
  }
  const timer = setTimeout(end, WITHIN_MS)
  for (const type of ['mousedown', 'click'] as const) window.addEventListener(type, drop, true)
}
