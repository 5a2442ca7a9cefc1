import type { PoolRow, StorageEvent, VolumeRow } from '../../../shared/contract/relations.ts'
import type { Aged } from '../../stores/rowTables.ts'
import { type TablesFeed, useAged, useRowTables } from '../../stores/useRowTables.ts'

/** A pool as a row of the list. */
export type PoolLine = Aged<PoolRow>
/** A volume as a row of the list. */
export type VolumeLine = Aged<VolumeRow>

type Tables = { pools: PoolRow[]; volumes: VolumeRow[] }

const storageFeed: TablesFeed<Tables, Extract<StorageEvent, { type: 'summary' }>> = {
  none: { pools: new Map(), volumes: new Map() },
  open: (client, scope, signal) => client.storage.watch({ scope }, { signal }),
}

/** Storage of the chosen part of the fleet, followed for as long as the page is there. */
export function useStorage() {
  const { tables, summary, aging, feed, stale } = useRowTables(storageFeed)
  const pools = useAged(tables.pools, aging)
  const volumes = useAged(tables.volumes, aging)
  return { pools, volumes, totals: summary?.totals ?? null, feed, stale }
}
