import {
  type ExportCell,
  type Exported,
  type ExportFormat,
  exportTable,
} from '../../../shared/exportTable.ts'
import type { Keyed, ResourceColumn } from '../table/column.ts'

/** What a column exports of a row: its own word for it, or the field's value, or what is shown. */
export function exportCell<Row extends Keyed>(column: ResourceColumn<Row>, row: Row): ExportCell {
  if (column.exportValue) return column.exportValue(row)
  const value = column.field ? column.field.value(row) : column.text(row)
  if (value === null || typeof value !== 'object') return value
  return value.join('; ')
}

/** The rows and columns shown, in their order; columns are named by their ids. */
export function exportRows<Row extends Keyed>(
  format: ExportFormat,
  name: string,
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
  nowMs = Date.now(),
): Exported {
  return exportTable(format, {
    name,
    columns: columns.map(column => column.id),
    rows: rows.map(row => columns.map(column => exportCell(column, row))),
    nowMs,
  })
}

/** Hands a text to the person as a file. */
export const saveText = ({ text, mediaType, fileName }: Omit<Exported, 'count'>): void =>
  saveBlob(new Blob([text], { type: mediaType }), fileName)

/** Hands a file to the person. */
export function saveBlob(file: Blob, fileName: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has its own hold on the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** One line of a table as spreadsheets take it. */
export const asLine = <Row extends Keyed>(row: Row, columns: readonly ResourceColumn<Row>[]): string =>
  columns.map(column => column.text(row).replace(/[\t\r\n]+/g, ' ')).join('\t')

/** Rows as tab-separated text with a heading. */
export const asTable = <Row extends Keyed>(
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
): string =>
  [columns.map(column => column.header).join('\t'), ...rows.map(row => asLine(row, columns))].join('\n')
