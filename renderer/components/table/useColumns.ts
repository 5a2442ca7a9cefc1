import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  functionalUpdate,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import { setTableView, tableView, useView } from '../../stores/view.ts'
import { isRightToLeft } from './cellCursor.ts'
import type { Keyed, ResourceColumn } from './column.ts'

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
})
const noRows: never[] = []

/** Which columns are hidden in a stored view: the page's optional ones until the person has chosen. */
export const hiddenColumns = (
  columns: readonly { id: string; optional?: boolean; pinned?: boolean }[],
  stored: readonly string[] | null,
): string[] => {
  const hidden = stored ?? columns.filter(column => column.optional).map(column => column.id)
  return hidden.filter(id => !columns.find(column => column.id === id)?.pinned)
}

/**
 * A list's columns as the person arranged them: order, which are shown, widths; kept per list. The table
 * library holds the column model only; rows are arranged by `arrange`.
 */
export function useColumns<Row extends Keyed>(id: string, columns: readonly ResourceColumn<Row>[]) {
  const stored = useView(view => tableView(view, id))
  const definitions = useMemo(
    () =>
      columns.map(column => ({
        id: column.id,
        header: column.header,
        size: column.width,
        minSize: column.minWidth ?? 56,
        maxSize: 900,
        enableHiding: !column.pinned,
      })),
    [columns],
  )
  const hidden = hiddenColumns(columns, stored.hidden)
  const table = useTable({
    features,
    columns: definitions,
    data: noRows,
    columnResizeMode: 'onChange',
    columnResizeDirection: isRightToLeft() ? 'rtl' : 'ltr',
    state: {
      columnOrder: stored.order,
      columnVisibility: Object.fromEntries(hidden.map(column => [column, false])),
      columnSizing: stored.widths,
      columnPinning: { start: columns.filter(column => column.pinned).map(column => column.id), end: [] },
    },
    onColumnSizingChange: updater =>
      setTableView(id, { widths: functionalUpdate(updater, tableView(useView.getState(), id).widths) }),
    onColumnOrderChange: updater =>
      setTableView(id, { order: functionalUpdate(updater, tableView(useView.getState(), id).order) }),
    onColumnVisibilityChange: updater => {
      const now = hiddenColumns(columns, tableView(useView.getState(), id).hidden)
      const next = functionalUpdate(updater, Object.fromEntries(now.map(column => [column, false])))
      setTableView(id, { hidden: Object.keys(next).filter(column => next[column] === false) })
    },
  })
  const visible = table.getVisibleLeafColumns().flatMap(leaf => {
    const column = columns.find(each => each.id === leaf.id)
    return column ? [{ column, width: leaf.getSize() }] : []
  })
  return { table, visible }
}

/** A list's columns with their widths, in the order shown. */
export type VisibleColumn<Row extends Keyed> = { column: ResourceColumn<Row>; width: number }
export type ColumnModel = ReturnType<typeof useColumns>['table']
