import { visibleLines } from '../visible.ts'
import type { Keyed, ResourceColumn } from './column.ts'

const cellOf = (target: EventTarget): HTMLTableCellElement | null => {
  const cell = target instanceof Element ? target.closest('td, th') : null
  return cell instanceof HTMLTableCellElement ? cell : null
}

/** Whether some of what a cell holds is cut off. */
const isCut = (cell: HTMLElement): boolean =>
  [cell, ...cell.querySelectorAll<HTMLElement>('*')].some(
    element => element instanceof HTMLElement && element.scrollWidth > element.clientWidth + 1,
  )

/**
 * Gives the cell under the pointer its words, and only that one: a `title` in every cell would be a change
 * of style for each cell that is lent to another row.
 */
export function hoverTitle<Row extends Keyed>(
  event: React.MouseEvent,
  find: (rowIndex: number, cellIndex: number) => { column: ResourceColumn<Row>; row: Row } | null,
): void {
  const cell = cellOf(event.target)
  const found = cell && find(Number(cell.parentElement?.getAttribute('aria-rowindex')), cell.cellIndex)
  if (!cell || !found) return
  const { column, row } = found
  const words = column.title ? column.title(row) : isCut(cell) ? column.text(row) : ''
  // A line for each of several values.
  if (words) cell.title = visibleLines(words)
}

/** Takes the words away again, before the cell is lent to another row. */
export function dropTitle(event: React.MouseEvent): void {
  cellOf(event.target)?.removeAttribute('title')
}
