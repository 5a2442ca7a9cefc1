import { create } from 'zustand'
import type { MatchEvent } from '../../shared/contract/index.ts'
import type { AppError } from '../../shared/errors.ts'
import type { MachineKey } from '../../shared/ids.ts'

export interface MatchState {
  /** The query that `keys` answers; empty matches everything. */
  query: string
  /** Null: everything matches. While a new query is under way the former answer stays. */
  keys: ReadonlySet<MachineKey> | null
  busy: boolean
  error: AppError | null
}

export const emptyMatch: MatchState = { query: '', keys: null, busy: false, error: null }

/** Which machines the list's query matches, kept by `machines.match`. */
export const useMatch = create<MatchState>()(() => emptyMatch)

/** The effect of a frame's events on the answer to `query`. */
export function applyMatchEvents(
  state: MatchState,
  query: string,
  events: readonly MatchEvent[],
): MatchState {
  let keys = state.query === query ? state.keys : null
  for (const event of events) {
    if (event.type === 'snapshot') keys = new Set(event.keys)
    else {
      const next = new Set(keys ?? [])
      for (const key of event.added) next.add(key)
      for (const key of event.removed) next.delete(key)
      keys = next
    }
  }
  return { query, keys, busy: false, error: null }
}
