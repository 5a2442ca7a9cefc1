import type { AuditEntry } from '../../../shared/contract/audit.ts'

/** A row of the list. */
export interface AuditRow {
  key: string
  entry: AuditEntry
}

export interface AuditState {
  rows: readonly AuditRow[]
  /** The first page is in. */
  ready: boolean
  /** There are older entries that were not loaded. */
  more: boolean
}

export const noEntries: AuditState = { rows: [], ready: false, more: false }

/** Entries kept in the window; more are a matter of a narrower filter or an export. */
export const ROWS_MAX = 5_000

const rowOf = (entry: AuditEntry): AuditRow => ({ key: String(entry.seq), entry })

/** Entries that came, the newest first, whatever their order and however often each was told. */
export function withEntries(
  state: AuditState,
  entries: readonly AuditEntry[],
  page?: { more: boolean },
): AuditState {
  const known = new Set(state.rows.map(({ key }) => key))
  const fresh = entries.map(rowOf).filter(({ key }) => !known.has(key))
  const rows =
    fresh.length === 0 ? state.rows : [...state.rows, ...fresh].sort((a, b) => b.entry.seq - a.entry.seq)
  // New ones push the oldest out: those can be loaded again.
  const kept = page === undefined && rows.length > ROWS_MAX ? rows.slice(0, ROWS_MAX) : rows
  return {
    rows: kept,
    ready: page === undefined ? state.ready : true,
    more: (page?.more ?? state.more) || kept.length < rows.length,
  }
}
