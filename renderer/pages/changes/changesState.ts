import type { ChangesEvent } from '../../../shared/contract/index.ts'
import type { Change } from '../../../shared/models/change.ts'

/** A change as a row of the list. */
export interface ChangeRow {
  key: string
  change: Change
  /** What is otherwise in a changed definition, once the versions were compared. */
  words?: string
}

export interface ChangesState {
  ready: boolean
  /** Newest first. */
  rows: readonly ChangeRow[]
  more: boolean
  beganMs: number | null
  hosts: Extract<ChangesEvent, { type: 'snapshot' }>['hosts']
}

export const noChanges: ChangesState = { ready: false, rows: [], more: false, beganMs: null, hosts: [] }

const rowOf = (change: Change): ChangeRow => ({ key: String(change.id), change })

/** The effect of a frame's events, in order; what did not change stays the same row. */
export function applyChangesEvents(state: ChangesState, events: readonly ChangesEvent[]): ChangesState {
  let next = state
  for (const event of events) {
    if (event.type === 'snapshot') {
      const { changes, more, beganMs, hosts } = event
      next = { ready: true, rows: changes.map(rowOf), more, beganMs, hosts }
      continue
    }
    const fresh = new Map(event.changes.map(change => [String(change.id), rowOf(change)]))
    const kept = fresh.size === 0 ? next.rows : next.rows.filter(row => !fresh.has(row.key))
    const rows =
      fresh.size === 0
        ? next.rows
        : [...fresh.values(), ...kept].sort(
            (a, b) => b.change.atMs - a.change.atMs || b.change.id - a.change.id,
          )
    next = { ...next, rows, hosts: event.hosts }
  }
  return next
}
