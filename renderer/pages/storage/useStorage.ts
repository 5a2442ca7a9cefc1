import { useEffect, useMemo, useRef, useState } from 'react'
import type { PoolRow, StorageEvent, StorageTotals, VolumeRow } from '../../../shared/contract/relations.ts'
import type { HostId } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import {
  type Aged,
  agedRows,
  applyRows,
  emptyTables,
  type Freshness,
  type RowTables,
} from '../../stores/rowTables.ts'

/** A pool as a row of the list. */
export type PoolLine = Aged<PoolRow>
/** A volume as a row of the list. */
export type VolumeLine = Aged<VolumeRow>

type Tables = { pools: PoolRow[]; volumes: VolumeRow[] }
interface State {
  rows: RowTables<Tables>
  totals: StorageTotals | null
  freshness: Freshness
  feed: FeedStatus
}

const first: State = {
  rows: emptyTables<Tables>({ pools: new Map(), volumes: new Map() }),
  totals: null,
  freshness: new Map(),
  feed: { phase: 'opening', error: null },
}

/** The effect of a frame's events, in order. */
function applyStorage(state: State, events: readonly StorageEvent[]): State {
  const next = { ...state }
  for (const event of events) {
    if (event.type === 'rows') next.rows = applyRows(next.rows, event)
    else {
      next.totals = event.totals
      next.freshness = new Map(event.hosts.map(host => [host.hostId, host]))
    }
  }
  return next
}

/** Storage of the chosen part of the fleet, followed for as long as the page is there. */
export function useStorage() {
  const { client, core } = useApi()
  const scope = useAddress(address => address.scope)
  const isLost = useFleet(fleet => fleet.lost)
  const [state, setState] = useState(first)
  useEffect(() => {
    setState(first)
    return subscribe(core, {
      open: signal => client.storage.watch({ scope }, { signal }),
      apply: events => setState(before => applyStorage(before, events)),
      status: feed => setState(before => ({ ...before, feed })),
    })
  }, [client, core, scope])
  const { tables, ready } = state.rows
  const pools = useAged(tables.pools, state.freshness, isLost)
  const volumes = useAged(tables.volumes, state.freshness, isLost)
  const stale = isLost
    ? state.freshness.size
    : [...state.freshness.values()].filter(host => host.stale).length
  return { pools, volumes, totals: state.totals, feed: { ready, error: state.feed.error }, stale }
}

/** Rows with their age; one that has neither changed nor aged stays the same object. */
export function useAged<R extends { key: string; hostId: HostId }>(
  rows: ReadonlyMap<string, R>,
  freshness: Freshness,
  isLost: boolean,
): ReadonlyMap<string, Aged<R>> {
  const before = useRef(new Map<string, { row: R; aged: Aged<R> }>())
  return useMemo(() => {
    before.current = agedRows(rows, freshness, isLost, before.current)
    return new Map([...before.current].map(([key, { aged }]) => [key, aged]))
  }, [rows, freshness, isLost])
}
