import type { TablerIcon } from '@tabler/icons-react'
import type { Keyed } from '../table/column.ts'

/** Something that can be done with rows of a list: in the selection bar, in the row's menu, by its key. */
export interface ListAction<Row extends Keyed> {
  id: string
  label: string
  icon: TablerIcon
  /** One letter, pressed in the list. */
  key?: string
  tone?: 'danger'
  /** Shows what it will do, or asks, before it does it. */
  asks?: boolean
  /** Stands in the selection bar itself; the others are behind its dots. */
  primary?: boolean
  /** Makes sense for one row only. */
  single?: boolean
  /** Makes sense for exactly two rows. */
  pair?: boolean
  /** Says on hover what it does. */
  meaning?: string
  /** The rows that it makes sense for; it runs on those only, and is dimmed where there are none. */
  fits?(row: Row): boolean
  /** The selection stays: whoever shows the preview clears it when it was done. */
  keeps?: boolean
  /** Does it; a rejection is told to the person. */
  run(rows: readonly Row[]): void | Promise<void>
}

/** The rows among those that an action would run on; none where it is for one row and there are several. */
export function fitting<Row extends Keyed>(action: ListAction<Row>, rows: readonly Row[]): readonly Row[] {
  if (action.single && rows.length !== 1) return []
  if (action.pair && rows.length !== 2) return []
  return action.fits ? rows.filter(action.fits) : rows
}
