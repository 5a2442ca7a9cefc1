import type { ReactNode } from 'react'
import type { ExportCell } from '../../../shared/exportTable.ts'
import type { ListFieldType, ListValue } from '../../../shared/query/list.ts'

/** Anything that a list can show: known by its key. */
export interface Keyed {
  key: string
}

/** What a value sorts by; null is unknown and always comes last. */
export type SortValue = string | number | null

/** How many numbers of a group become one. */
export type Aggregate = 'sum' | 'avg' | 'min' | 'max'

/** What a list is filtered by: the value that a column stands for, in base units (bytes, ms, percent). */
export interface ColumnField<Row extends Keyed> {
  type: ListFieldType
  /** As written in a query; without it the column's id without its unit (`capacityBytes` is `capacity`). */
  name?: string
  aliases?: readonly string[]
  /** An age is a moment in Unix ms. */
  value(row: Row): ListValue
}

/** A small line at the start of a column's cells, as `MiniLine` draws it; all rows' lines stand on one canvas. */
export interface CellLine<Row extends Keyed> {
  /** Oldest first, null is a gap; the same array until the line is another. */
  values(row: Row): readonly (number | null)[]
  /** Calls back when any row's values may be others; answers the end of it. */
  listen(listener: () => void): () => void
  /** Top of the box. */
  max: number
  color: string
  /** How many values the whole width holds. */
  capacity: number
  /** Room that the cell's own words need beside it, in px. */
  beside: number
}

/** One column of a list, declared once by the page that owns the list. */
export interface ResourceColumn<Row extends Keyed> {
  /** Stable name: in the URL, in the stored view and, where `exported`, in exports. */
  id: string
  header: string
  /** Explains the column on hover, with its unit and definition. */
  description?: string
  width: number
  minWidth?: number
  align?: 'end'
  /** Always shown first and never scrolled away. */
  pinned?: boolean
  /** Left out until the person chooses it. */
  optional?: boolean
  /** Names of the core's export columns that hold what this one shows, where the core writes the export. */
  exported?: readonly string[]
  /** What an export written by the window holds; without it the field's value, or else the text. */
  exportValue?(row: Row): ExportCell
  /** Filterable by the query language. */
  field?: ColumnField<Row>
  /** What a group's row shows of the members' `sortValue`s, where they are numbers. */
  aggregate?: Aggregate
  /** Writes an aggregate; without it as the field's type. */
  format?(value: number | null): string
  /** The value changes with every sample, so a list sorted by it is sorted again as samples come. */
  live?: boolean
  line?: CellLine<Row>
  cell(row: Row): ReactNode
  /** Said on hover; without it the text, where it is cut off. Cells write no `title` of their own: each one drawn costs style. */
  title?(row: Row): string
  /** The cell as plain text, for copying. */
  text(row: Row): string
  sortValue(row: Row): SortValue
  /** The group that a row belongs to when the list is grouped by this column. */
  group?(row: Row): string
}

/** A name as people order it: case aside, numbers by value (`web-2` before `web-10`). */
export function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, digits => digits.replace(/^0+(?=\d)/, '').padStart(15, '0'))
}
