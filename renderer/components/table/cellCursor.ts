import type { Keyed, ResourceColumn } from './column.ts'

/** Width of the boxes before the first column, in px. */
export const SELECT_WIDTH = 36

/** Whether the window's lines run from right to left. */
export const isRightToLeft = (): boolean => document.documentElement.dir === 'rtl'

/** The column after a step sideways; before the first one is the whole row. */
export function stepCell(columns: readonly { id: string }[], cell: string | null, by: 1 | -1): string | null {
  const at = columns.findIndex(column => column.id === cell) + by
  return at < 0 ? null : (columns[Math.min(at, columns.length - 1)]?.id ?? null)
}

/** Moves the cursor sideways where the key says so; whether it was such a key. */
export function moveCell<Row extends Keyed>(
  event: Pick<React.KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  columns: readonly ResourceColumn<Row>[],
  cell: string | null,
  go: (column: string | null) => void,
): boolean {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return false
  go(stepCell(columns, cell, (event.key === 'ArrowRight') === isRightToLeft() ? -1 : 1))
  return true
}

/** Where a column's cells stand in a row, in px from its beginning. */
export function placeOf(
  visible: readonly { column: { id: string }; width: number }[],
  cell: string | null,
): { at: number; width: number } {
  let at = SELECT_WIDTH
  for (const { column, width } of visible) {
    if (column.id === cell) return { at, width }
    at += width
  }
  return { at: 0, width: 0 }
}

/** Scrolls sideways until a column is seen whole beside the pinned one. */
export function showCell(
  scroller: HTMLElement | null,
  visible: readonly { column: { id: string; pinned?: boolean }; width: number }[],
  cell: string | null,
): void {
  if (!scroller || cell === null) return
  const { at, width } = placeOf(visible, cell)
  const [first] = visible
  if (first?.column.id === cell && first.column.pinned) return
  const covered = SELECT_WIDTH + (first?.column.pinned ? first.width : 0)
  const { clientWidth } = scroller
  // Where lines run from the right, the way scrolled is below zero.
  const sign = isRightToLeft() ? -1 : 1
  const scrolled = scroller.scrollLeft * sign
  if (at < scrolled + covered) scroller.scrollLeft = (at - covered) * sign
  else if (at + width > scrolled + clientWidth) scroller.scrollLeft = (at + width - clientWidth) * sign
}
