import type { ExportFormat } from '../../../shared/exportTable.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { CoreClient } from '../../api/client.ts'
import type { ResourceColumn } from '../../components/table/column.ts'

const EXPORT_TIMEOUT_MS = 60_000

/** The core's names for the columns shown, each once and in their order. */
export const exportNames = (columns: readonly ResourceColumn<Machine>[]): string[] => [
  ...new Set(columns.flatMap(column => column.exported ?? [])),
]

/** The rows and columns shown, in their order, written by the core in the format asked for. */
export function exportMachines(
  client: CoreClient,
  format: ExportFormat,
  rows: readonly Machine[],
  columns: readonly ResourceColumn<Machine>[],
) {
  return client.machines.export(
    { format, keys: rows.map(row => row.key), columns: exportNames(columns) },
    { context: { timeoutMs: EXPORT_TIMEOUT_MS } },
  )
}
