import { formatBytes, formatPercent, formatRate } from '../../../shared/units.ts'
import { formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import type { Aggregate, Keyed, ResourceColumn } from './column.ts'

/** Many numbers as one; null where there is none. */
export function aggregate(kind: Aggregate, values: readonly number[]): number | null {
  if (values.length === 0) return null
  switch (kind) {
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0)
    case 'avg':
      return values.reduce((sum, value) => sum + value, 0) / values.length
    case 'min':
      return values.reduce((least, value) => Math.min(least, value))
    case 'max':
      return values.reduce((most, value) => Math.max(most, value))
  }
}

function write<Row extends Keyed>(column: ResourceColumn<Row>, value: number): string {
  if (column.format) return column.format(value)
  switch (column.field?.type) {
    case 'bytes':
      return formatBytes(value)
    case 'rate':
      return formatRate(value)
    case 'percent':
      return formatPercent(value)
    default:
      return formatNumber(value, 1)
  }
}

/** What a group's row says in the columns that have an aggregate; unknown values are left out of it. */
export function aggregateRows<Row extends Keyed>(
  rows: readonly Row[],
  columns: readonly ResourceColumn<Row>[],
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const column of columns) {
    if (!column.aggregate) continue
    const values = rows.flatMap(row => {
      const value = column.sortValue(row)
      return typeof value === 'number' ? value : []
    })
    const value = aggregate(column.aggregate, values)
    if (value !== null)
      texts.set(column.id, t(`list.short.${column.aggregate}`, { value: write(column, value) }))
  }
  return texts
}
