import type { HostId } from '../../shared/ids.ts'

interface Row {
  key: string
  hostId: HostId
}

/** One piece of a stream of tables: see `StorageEvent`. */
export type RowsEvent<T extends { [Name in keyof T]: readonly Row[] }> = {
  type: 'rows'
  first: boolean
  more: boolean
  removed: readonly string[]
} & T

type Maps<T extends { [Name in keyof T]: readonly Row[] }> = {
  readonly [Name in keyof T]: ReadonlyMap<string, T[Name][number]>
}

/** Tables by name, each by its rows' keys. */
export interface RowTables<T extends { [Name in keyof T]: readonly Row[] }> {
  /** Every table without a row. */
  none: Maps<T>
  tables: Maps<T>
  /** A snapshot that is still arriving; it takes over when it is whole. */
  incoming: Maps<T> | null
  ready: boolean
}

/** Tables of a stream that has told nothing yet; `none` is an empty map for each. */
export function emptyTables<T extends { [Name in keyof T]: readonly Row[] }>(none: Maps<T>): RowTables<T> {
  return { none, tables: none, incoming: null, ready: false }
}

/** The effect of one piece; a row that it does not name stays the same object. */
export function applyRows<T extends { [Name in keyof T]: readonly Row[] }>(
  state: RowTables<T>,
  event: RowsEvent<T>,
): RowTables<T> {
  const names = Object.keys(state.tables) as (keyof T)[]
  const isSnapshot = event.first || state.incoming !== null
  const before = event.first ? state.none : (state.incoming ?? state.tables)
  const removed = new Set(event.removed)
  const next = Object.fromEntries(
    names.map(name => {
      const fresh: readonly Row[] = event[name]
      const old: ReadonlyMap<string, Row> = before[name]
      if (fresh.length === 0 && removed.size === 0) return [name, old]
      const rows = new Map(old)
      for (const key of removed) rows.delete(key)
      for (const row of fresh) rows.set(row.key, row)
      return [name, rows]
    }),
  ) as Maps<T>
  if (isSnapshot && event.more) return { ...state, incoming: next }
  return { ...state, tables: next, incoming: null, ready: true }
}

/** A row with how fresh what is known of its host is. */
export type Aged<R> = R & { asOfMs: number | null; stale: boolean }
/** As of when what is known of each host is known. */
export type Freshness = ReadonlyMap<HostId, { asOfMs: number | null; stale: boolean }>

/** Rows with their age; a row that has neither changed nor aged stays the same object. */
export function agedRows<R extends Row>(
  rows: ReadonlyMap<string, R>,
  freshness: Freshness,
  isLost: boolean,
  before: ReadonlyMap<string, { row: R; aged: Aged<R> }>,
): Map<string, { row: R; aged: Aged<R> }> {
  const next = new Map<string, { row: R; aged: Aged<R> }>()
  for (const [key, row] of rows) {
    const { asOfMs = null, stale = true } = freshness.get(row.hostId) ?? {}
    const known = before.get(key)
    const isSame =
      known?.row === row && known.aged.asOfMs === asOfMs && known.aged.stale === (stale || isLost)
    next.set(key, isSame ? known : { row, aged: { ...row, asOfMs, stale: stale || isLost } })
  }
  return next
}
