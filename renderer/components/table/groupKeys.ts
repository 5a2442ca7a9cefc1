import { type GroupItem, isGroupKey, type ListItem } from './arrange.ts'
import { isRightToLeft } from './cellCursor.ts'
import type { Keyed } from './column.ts'

/** What a key does where groups stand between the rows: folds or unfolds one, or goes to another line. */
export type GroupStep = { fold: string } | { to: string }

type Pressed = Pick<React.KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/**
 * The keys of a treegrid: on a heading, forward unfolds it or steps in, back folds it or goes to the heading around
 * it, Enter and Space fold and unfold; on a whole row, back goes to its heading. Null for any other key.
 */
export function groupStep<Row extends Keyed>(
  event: Pressed,
  items: readonly ListItem<Row>[],
  active: string | null,
  cell: string | null,
): GroupStep | null {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || active === null) return null
  const at = items.findIndex(item => item.key === active)
  const item = items[at]
  if (item === undefined) return null
  const back = event.key === (isRightToLeft() ? 'ArrowRight' : 'ArrowLeft')
  const forward = event.key === (isRightToLeft() ? 'ArrowLeft' : 'ArrowRight')
  if (item.kind === 'row') {
    const heading = back && cell === null ? headingOf(items, at, Number.POSITIVE_INFINITY) : null
    return heading && { to: heading.key }
  }
  if (event.key === 'Enter' || event.key === ' ') return { fold: item.key }
  if (forward) {
    const next = items[at + 1]
    return item.open && next ? { to: next.key } : { fold: item.key }
  }
  if (!back) return null
  if (item.open) return { fold: item.key }
  const around = headingOf(items, at, item.level)
  return around ? { to: around.key } : { to: item.key }
}

/** The nearest heading above a line that is further out than `level`. */
function headingOf<Row extends Keyed>(
  items: readonly ListItem<Row>[],
  at: number,
  level: number,
): GroupItem | null {
  for (let index = at - 1; index >= 0; index--) {
    const item = items[index]
    if (item?.kind === 'group' && item.level < level) return item
  }
  return null
}

/** The row that the keyboard stands on; null where that is a heading, or nothing. */
export const activeRowKey = (active: string | null): string | null =>
  active === null || isGroupKey(active) ? null : active
