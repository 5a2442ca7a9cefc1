import { create } from 'zustand'
import type { MachinesEvent } from '../../shared/contract/index.ts'
import { assertNever } from '../../shared/errors.ts'
import type { MachineKey } from '../../shared/ids.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { FeedStatus } from '../api/subscribe.ts'

export interface MachinesState {
  byKey: ReadonlyMap<MachineKey, Machine>
  /** Rows of a snapshot that is still arriving over rows already shown; they take over together. */
  incoming: ReadonlyMap<MachineKey, Machine> | null
  /** Whether the next snapshot piece is the first of its snapshot. */
  fresh: boolean
  /** False until the first whole snapshot is in. */
  ready: boolean
  feed: FeedStatus
}

export const emptyMachines: MachinesState = {
  byKey: new Map(),
  incoming: null,
  fresh: true,
  ready: false,
  feed: { phase: 'opening', error: null },
}

/** Every machine of the fleet by key, kept by `machines.watch`. */
export const useMachines = create<MachinesState>()(() => emptyMachines)

/** A new subscription begins: what is shown stays until its snapshot is whole. */
export const restartMachines = (state: MachinesState): MachinesState => ({
  ...state,
  incoming: null,
  fresh: true,
})

/** The core is gone: nobody knows what is still true, so every row is the last known one until the next snapshot. */
export const loseMachines = (state: MachinesState): MachinesState => ({
  ...state,
  byKey: new Map(
    [...state.byKey].map(([key, machine]) => [key, machine.stale ? machine : { ...machine, stale: true }]),
  ),
})

/** The effect of a frame's events, in order; copies the map once however many there are. */
export function applyMachinesEvents(state: MachinesState, events: readonly MachinesEvent[]): MachinesState {
  let byKey: Map<MachineKey, Machine> | null = null
  let incoming: Map<MachineKey, Machine> | null = null
  let { fresh, ready } = state
  let pending = state.incoming
  const shown = () => {
    byKey ??= new Map(state.byKey)
    return byKey
  }
  for (const event of events) {
    switch (event.type) {
      case 'snapshot': {
        if (!ready) {
          if (fresh) byKey = new Map()
          for (const machine of event.machines) shown().set(machine.key, machine)
        } else {
          incoming = fresh ? new Map() : (incoming ?? new Map(pending ?? []))
          for (const machine of event.machines) incoming.set(machine.key, machine)
        }
        fresh = !event.more
        if (!event.more) {
          if (incoming) byKey = incoming
          incoming = null
          pending = null
          ready = true
        }
        break
      }
      case 'changed':
        for (const machine of event.machines) shown().set(machine.key, machine)
        break
      case 'removed':
        for (const key of event.keys) shown().delete(key)
        break
      case 'hostStale':
        for (const machine of shown().values()) {
          if (machine.hostId !== event.hostId) continue
          const asOfMs = event.asOfMs ?? machine.asOfMs
          if (machine.stale === event.stale && machine.asOfMs === asOfMs) continue
          shown().set(machine.key, { ...machine, stale: event.stale, asOfMs })
        }
        break
      default:
        assertNever(event)
    }
  }
  return { ...state, byKey: byKey ?? state.byKey, incoming: incoming ?? pending, fresh, ready }
}
