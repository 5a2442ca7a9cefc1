import type { BridgeRow, LeaseRow, NetworkRow, NetworksEvent } from '../../../shared/contract/relations.ts'
import type { Aged } from '../../stores/rowTables.ts'
import { type TablesFeed, useAged, useRowTables } from '../../stores/useRowTables.ts'

/** A network as a row of the list. */
export type NetworkLine = Aged<NetworkRow>
/** A lease as a row of the list. */
export type LeaseLine = Aged<LeaseRow>
/** A bridge, or a device that machines sit on, as a row of the list. */
export type BridgeLine = Aged<BridgeRow>

type Tables = { networks: NetworkRow[]; leases: LeaseRow[]; bridges: BridgeRow[] }

const networksFeed: TablesFeed<Tables, Extract<NetworksEvent, { type: 'summary' }>> = {
  none: { networks: new Map(), leases: new Map(), bridges: new Map() },
  open: (client, scope, signal) => client.networks.watch({ scope }, { signal }),
}

/** Networks of the chosen part of the fleet, followed for as long as the page is there. */
export function useNetworks() {
  const { tables, aging, feed, stale } = useRowTables(networksFeed)
  const networks = useAged(tables.networks, aging)
  const leases = useAged(tables.leases, aging)
  const bridges = useAged(tables.bridges, aging)
  return { networks, leases, bridges, feed, stale }
}
