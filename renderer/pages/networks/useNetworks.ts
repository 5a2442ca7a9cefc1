import { useEffect, useState } from 'react'
import type { BridgeRow, LeaseRow, NetworkRow, NetworksEvent } from '../../../shared/contract/relations.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { type Aged, applyRows, emptyTables, type Freshness, type RowTables } from '../../stores/rowTables.ts'
import { useAged } from '../storage/useStorage.ts'

/** A network as a row of the list. */
export type NetworkLine = Aged<NetworkRow>
/** A lease as a row of the list. */
export type LeaseLine = Aged<LeaseRow>
/** A bridge, or a device that machines sit on, as a row of the list. */
export type BridgeLine = Aged<BridgeRow>

type Tables = { networks: NetworkRow[]; leases: LeaseRow[]; bridges: BridgeRow[] }
interface State {
  rows: RowTables<Tables>
  freshness: Freshness
  feed: FeedStatus
}

const first: State = {
  rows: emptyTables<Tables>({ networks: new Map(), leases: new Map(), bridges: new Map() }),
  freshness: new Map(),
  feed: { phase: 'opening', error: null },
}

/** The effect of a frame's events, in order. */
function applyNetworks(state: State, events: readonly NetworksEvent[]): State {
  const next = { ...state }
  for (const event of events) {
    if (event.type === 'rows') next.rows = applyRows(next.rows, event)
    else next.freshness = new Map(event.hosts.map(host => [host.hostId, host]))
  }
  return next
}

/** Networks of the chosen part of the fleet, followed for as long as the page is there. */
export function useNetworks() {
  const { client, core } = useApi()
  const scope = useAddress(address => address.scope)
  const isLost = useFleet(fleet => fleet.lost)
  const [state, setState] = useState(first)
  useEffect(() => {
    setState(first)
    return subscribe(core, {
      open: signal => client.networks.watch({ scope }, { signal }),
      apply: events => setState(before => applyNetworks(before, events)),
      status: feed => setState(before => ({ ...before, feed })),
    })
  }, [client, core, scope])
  const { tables, ready } = state.rows
  const stale = isLost
    ? state.freshness.size
    : [...state.freshness.values()].filter(host => host.stale).length
  return {
    networks: useAged(tables.networks, state.freshness, isLost),
    leases: useAged(tables.leases, state.freshness, isLost),
    bridges: useAged(tables.bridges, state.freshness, isLost),
    feed: { ready, error: state.feed.error },
    stale,
  }
}
