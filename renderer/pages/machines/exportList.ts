import type { Machine } from '../../../shared/models/machine.ts'
import type { CoreClient } from '../../api/client.ts'
import type { ResourceColumn } from '../../components/table/column.ts'

export type ExportFormat = 'csv' | 'json' | 'markdown'
const EXPORT_TIMEOUT_MS = 60_000

/** The rows and columns shown, in their order, written by the core in the format asked for. */
export function exportShown(
  client: CoreClient,
  format: ExportFormat,
  rows: readonly Machine[],
  columns: readonly ResourceColumn<Machine>[],
) {
  return client.machines.export(
    {
      format,
      keys: rows.map(row => row.key),
      columns: [...new Set(columns.flatMap(column => column.exported ?? []))],
    },
    { context: { timeoutMs: EXPORT_TIMEOUT_MS } },
  )
}

/** Hands a text to the person as a file. */
export function saveText(text: string, mediaType: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has its own hold on the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Rows as tab-separated text with a heading, as spreadsheets take it. */
export function asTable(rows: readonly Machine[], columns: readonly ResourceColumn<Machine>[]): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const lines = rows.map(row => columns.map(column => clean(column.text(row))).join('\t'))
  return [columns.map(column => column.header).join('\t'), ...lines].join('\n')
}
