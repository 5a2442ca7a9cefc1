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
  /** Pieces of a snapshot that is still arriving; they take over when it is whole. */
  incoming: readonly RowsEvent<T>[] | null
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
  const arrived = event.first ? [] : state.incoming
  if (arrived === null) return { ...state, tables: changedBy(state.tables, [event]), ready: true }
  // Laid out once at the end: tables copied for every piece would cost the square of their size.
  const pieces = [...arrived, event]
  if (event.more) return { ...state, incoming: pieces }
  return { ...state, tables: changedBy(state.none, pieces), incoming: null, ready: true }
}

/** Tables after some pieces; one that no piece touches stays the same object. */
function changedBy<T extends { [Name in keyof T]: readonly Row[] }>(
  tables: Maps<T>,
  pieces: readonly RowsEvent<T>[],
): Maps<T> {
  const isRemoving = pieces.some(({ removed }) => removed.length > 0)
  return Object.fromEntries(
    (Object.keys(tables) as (keyof T)[]).map(name => {
      const old: ReadonlyMap<string, Row> = tables[name]
      if (!isRemoving && pieces.every(piece => piece[name].length === 0)) return [name, old]
      const rows = new Map(old)
      for (const piece of pieces) {
        for (const key of piece.removed) rows.delete(key)
        for (const row of piece[name]) rows.set(row.key, row)
      }
      return [name, rows]
    }),
  ) as Maps<T>
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
