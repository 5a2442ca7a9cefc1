import { useEffect, useMemo, useRef, useState } from 'react'
import type { FleetScope } from '../../shared/contract/relations.ts'
import type { HostId } from '../../shared/ids.ts'
import { type CoreClient, useApi } from '../api/client.ts'
import { type FeedStatus, subscribe } from '../api/subscribe.ts'
import { useAddress } from './address.ts'
import { useFleet } from './fleet.ts'
import {
  type Aged,
  type Aging,
  agedRows,
  applyTables,
  emptyState,
  lastSeen,
  type RowsEvent,
  type TableMaps,
  type TableRows,
  type TablesSummary,
} from './rowTables.ts'

/** A stream of tables of a part of the fleet; it must stay the same object. */
export interface TablesFeed<T extends TableRows<T>, Summary extends TablesSummary> {
  /** An empty map for each table. */
  none: TableMaps<T>
  open(
    client: CoreClient,
    scope: FleetScope,
    signal: AbortSignal,
  ): Promise<AsyncIterable<RowsEvent<T> | Summary>>
}

const opening: FeedStatus = { phase: 'opening', error: null }

/** Tables of the chosen part of the fleet, followed for as long as the page is there. */
export function useRowTables<T extends TableRows<T>, Summary extends TablesSummary>(
  feed: TablesFeed<T, Summary>,
) {
  const { client, core } = useApi()
  const scope = useAddress(address => address.scope)
  const isLost = useFleet(fleet => fleet.lost)
  const first = useMemo(() => emptyState<T, Summary>(feed.none), [feed])
  const [state, setState] = useState(first)
  const [{ error }, setStatus] = useState(opening)
  useEffect(() => {
    setState(first)
    setStatus(opening)
    return subscribe(core, {
      open: signal => feed.open(client, scope, signal),
      apply: events => setState(before => applyTables(before, events)),
      status: setStatus,
    })
  }, [feed, first, client, core, scope])
  const { rows, summary, freshness } = state
  const aging = useMemo(() => ({ freshness, isLost }), [freshness, isLost])
  const stale = useMemo(() => lastSeen(aging), [aging])
  return { tables: rows.tables, summary, aging, feed: { ready: rows.ready, error }, stale }
}

/** Rows with their age; one that has neither changed nor aged stays the same object. */
export function useAged<R extends { key: string; hostId: HostId }>(
  rows: ReadonlyMap<string, R>,
  aging: Aging,
): ReadonlyMap<string, Aged<R>> {
  const before = useRef(new Map<string, { row: R; aged: Aged<R> }>())
  return useMemo(() => {
    before.current = agedRows(rows, aging, before.current)
    return new Map([...before.current].map(([key, { aged }]) => [key, aged]))
  }, [rows, aging])
}
