import type { SortTerm } from '../../stores/address.ts'
import { aggregateRows } from './aggregate.ts'
import type { Keyed, ResourceColumn, SortValue } from './column.ts'

/** The heading of a group of rows. */
export interface GroupItem {
  kind: 'group'
  key: string
  label: string
  /** 0 for the outer groups, 1 for those inside them. */
  level: number
  count: number
  open: boolean
  /** What the group's row shows in other columns, by column. */
  aggregates: ReadonlyMap<string, string>
}

/** One line of a list: a row, or the heading of a group. */
export type ListItem<Row extends Keyed> = { kind: 'row'; key: string; row: Row } | GroupItem

/** Which groups are folded: all or none of them, except some. */
export interface Folds {
  all: boolean
  except: ReadonlySet<string>
}

const GROUP = 'group'

/** Whether a line's key is that of a heading; a row's never looks so. */
export const isGroupKey = (key: string): boolean => key.startsWith(`${GROUP}\u0000`)

export const nothingFolded: Folds = { all: false, except: new Set() }

/** Folds what is open, opens what is folded. */
export function foldToggled({ all, except }: Folds, key: string): Folds {
  const next = new Set(except)
  if (!next.delete(key)) next.add(key)
  return { all, except: next }
}

export interface Arrangement {
  sort: readonly SortTerm[]
  /** Columns, the outer one first. */
  group: readonly string[]
  folds: Folds
}

/**
 * Rows in the order asked for, under group headings where grouped. Values are read once a row, ties keep
 * the order given, unknown values come last in both directions. The table library's own row models rebuild
 * a row object and sort by comparator each time (over 40 ms at 10,000 rows); this stays within a frame or two.
 */
export function arrange<Row extends Keyed>(
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
  { sort, group, folds }: Arrangement,
): ListItem<Row>[] {
  const sorted = sortRows(rows, columns, sort)
  const levels = group.flatMap(id => columns.find(column => column.id === id)?.group ?? [])
  const items: ListItem<Row>[] = []
  addGroups(items, sorted, columns, levels, 0, GROUP, folds)
  return items
}

function addGroups<Row extends Keyed>(
  items: ListItem<Row>[],
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
  levels: readonly ((row: Row) => string)[],
  level: number,
  path: string,
  folds: Folds,
): void {
  const groupOf = levels[level]
  if (!groupOf) {
    for (const row of rows) items.push({ kind: 'row', key: row.key, row })
    return
  }
  const byLabel = Map.groupBy(rows, groupOf)
  const labels = [...byLabel.keys()].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
  for (const label of labels) {
    const members = byLabel.get(label) ?? []
    const key = `${path}\u0000${label}`
    const open = folds.all === folds.except.has(key)
    const aggregates = aggregateRows(members, columns)
    items.push({ kind: 'group', key, label, level, count: members.length, open, aggregates })
    if (open) addGroups(items, members, columns, levels, level + 1, key, folds)
  }
}

function sortRows<Row extends Keyed>(
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
  sort: readonly SortTerm[],
): readonly Row[] {
  const terms = sort.flatMap(({ column, descending }) => {
    const found = columns.find(each => each.id === column)
    return found ? [{ values: sortValues(rows, found), sign: descending ? -1 : 1 }] : []
  })
  if (terms.length === 0) return rows
  const order = rows.map((_, index) => index)
  order.sort((a, b) => {
    for (const { values, sign } of terms) {
      const difference = compare(values[a] ?? null, values[b] ?? null, sign)
      if (difference !== 0) return difference
    }
    return a - b
  })
  return order.flatMap(index => rows[index] ?? [])
}

const known = new WeakMap<object, WeakMap<object, SortValue>>()

/** A row's facts never change, a changed machine is a new row: what it sorts by is worked out once. */
function sortValues<Row extends Keyed>(rows: readonly Row[], column: ResourceColumn<Row>): SortValue[] {
  if (column.live) return rows.map(row => column.sortValue(row))
  const values = known.get(column) ?? new WeakMap<object, SortValue>()
  known.set(column, values)
  return rows.map(row => {
    const before = values.get(row)
    if (before !== undefined) return before
    const value = column.sortValue(row)
    values.set(row, value)
    return value
  })
}

function compare(a: SortValue, b: SortValue, sign: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -sign : sign
}

/** The next sort after a click on a column: ascending, descending, off; with `add` beside the others. */
export function toggleSort(sort: readonly SortTerm[], column: string, add: boolean): SortTerm[] {
  const at = sort.findIndex(term => term.column === column)
  const before = sort[at]
  const next = !before
    ? { column, descending: false }
    : before.descending
      ? null
      : { column, descending: true }
  if (!add) return [next ?? { column, descending: false }]
  if (at < 0) return next ? [...sort, next] : [...sort]
  return next ? sort.with(at, next) : sort.filter(term => term.column !== column)
}
