import type { HostFreshness } from '../../shared/contract/relations.ts'
import type { HostId } from '../../shared/ids.ts'

interface Row {
  key: string
  hostId: HostId
}

/** Rows of several tables by the tables' names. */
export type TableRows<T> = { [Name in keyof T]: readonly Row[] }

/** One piece of a stream of tables: see `StorageEvent`. */
export type RowsEvent<T extends TableRows<T>> = {
  type: 'rows'
  first: boolean
  more: boolean
  removed: readonly string[]
} & T

/** Tables by name, each a map by its rows' keys. */
export type TableMaps<T extends TableRows<T>> = {
  readonly [Name in keyof T]: ReadonlyMap<string, T[Name][number]>
}

/** Tables as a stream has told them so far. */
export interface RowTables<T extends TableRows<T>> {
  /** Every table without a row. */
  none: TableMaps<T>
  tables: TableMaps<T>
  /** Pieces of a snapshot that is still arriving; they take over when it is whole. */
  incoming: readonly RowsEvent<T>[] | null
  ready: boolean
}

/** Tables of a stream that has told nothing yet; `none` is an empty map for each. */
export function emptyTables<T extends TableRows<T>>(none: TableMaps<T>): RowTables<T> {
  return { none, tables: none, incoming: null, ready: false }
}

/** The effect of one piece; a row that it does not name stays the same object. */
export function applyRows<T extends TableRows<T>>(state: RowTables<T>, event: RowsEvent<T>): RowTables<T> {
  const arrived = event.first ? [] : state.incoming
  if (arrived === null) return { ...state, tables: changedBy(state.tables, [event]), ready: true }
  // Laid out once at the end: tables copied for every piece would cost the square of their size.
  const pieces = [...arrived, event]
  if (event.more) return { ...state, incoming: pieces }
  return { ...state, tables: changedBy(state.none, pieces), incoming: null, ready: true }
}

/** Tables after some pieces; one that no piece touches stays the same object. */
function changedBy<T extends TableRows<T>>(
  tables: TableMaps<T>,
  pieces: readonly RowsEvent<T>[],
): TableMaps<T> {
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
  ) as TableMaps<T>
}

/** A row with how fresh what is known of its host is. */
export type Aged<R> = R & { asOfMs: number | null; stale: boolean }
/** As of when what is known of each host is known. */
export type Freshness = ReadonlyMap<HostId, { asOfMs: number | null; stale: boolean }>
/** What rows age by: their hosts, and whether the link to the core is gone. */
export interface Aging {
  freshness: Freshness
  isLost: boolean
}

/** Hosts that are known only as they were last seen. */
export interface LastSeen {
  count: number
  /** Unix ms of the oldest of what is known of them; null where nothing is. */
  oldestMs: number | null
}

/** Hosts that are not followed now, without the link to the core all; of one that was never seen nothing is shown. */
export function lastSeen({ freshness, isLost }: Aging): LastSeen {
  const moments = [...freshness.values()].flatMap(({ asOfMs, stale }) =>
    stale || isLost ? (asOfMs ?? []) : [],
  )
  return { count: moments.length, oldestMs: moments.length > 0 ? Math.min(...moments) : null }
}

/** What a stream of tables says beside its rows. */
export interface TablesSummary {
  type: 'summary'
  hosts: readonly HostFreshness[]
}

/** What a stream of tables has told so far. */
export interface TablesState<T extends TableRows<T>, Summary extends TablesSummary> {
  rows: RowTables<T>
  summary: Summary | null
  freshness: Freshness
}

/** The state of a stream that has told nothing yet; `none` is an empty map for each table. */
export function emptyState<T extends TableRows<T>, Summary extends TablesSummary>(
  none: TableMaps<T>,
): TablesState<T, Summary> {
  return { rows: emptyTables(none), summary: null, freshness: new Map() }
}

/** The effect of a frame's events, in order. */
export function applyTables<T extends TableRows<T>, Summary extends TablesSummary>(
  state: TablesState<T, Summary>,
  events: readonly (RowsEvent<T> | Summary)[],
): TablesState<T, Summary> {
  const next = { ...state }
  for (const event of events) {
    if (!isSummary(event)) next.rows = applyRows(next.rows, event)
    else {
      next.summary = event
      next.freshness = new Map(event.hosts.map(host => [host.hostId, host]))
    }
  }
  return next
}

function isSummary<T extends TableRows<T>, Summary extends TablesSummary>(
  event: RowsEvent<T> | Summary,
): event is Summary {
  return event.type === 'summary'
}

/** Rows with their age; a row that has neither changed nor aged stays the same object. */
export function agedRows<R extends Row>(
  rows: ReadonlyMap<string, R>,
  { freshness, isLost }: Aging,
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
