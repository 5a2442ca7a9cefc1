/** Moves between the search box and the results with the arrow keys; Home and End go to the ends. */
export function moveFocus(event: KeyboardEvent, frame: HTMLElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const box = document.querySelector<HTMLElement>('[data-global-search]')
  const results = [...frame.querySelectorAll<HTMLElement>('[data-result]')]
  const at = results.indexOf(document.activeElement as HTMLElement)
  const inBox = document.activeElement === box
  if (at < 0 && !inBox) return
  const next = nextOf(event.key, at, inBox, results, box)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextOf(
  key: string,
  at: number,
  inBox: boolean,
  results: readonly HTMLElement[],
  box: HTMLElement | null,
): HTMLElement | null | undefined {
  if (inBox) return key === 'ArrowDown' ? results[0] : null
  switch (key) {
    case 'ArrowDown':
      return results[at + 1]
    case 'ArrowUp':
      return at === 0 ? box : results[at - 1]
    case 'Home':
      return results[0]
    case 'End':
      return results.at(-1)
    default:
      return null
  }
}
