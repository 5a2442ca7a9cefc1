import type { PoolRow, StorageTotals, VolumeRow } from '../../../shared/contract/relations.ts'

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** Adds up pools and volumes of a part of the fleet; of pools on one space the fullest reading counts, once. */
export function storageTotals(pools: readonly PoolRow[], volumes: readonly VolumeRow[]): StorageTotals {
  const spaces = new Map<string, PoolRow>()
  for (const pool of pools) {
    const id = pool.share?.id ?? pool.key
    const known = spaces.get(id)
    // An inactive pool knows no size; another host's reading of the same storage does.
    if (!known || (pool.allocationBytes ?? -1) > (known.allocationBytes ?? -1)) spaces.set(id, pool)
  }
  const counted = [...spaces.values()].filter(pool => pool.capacityBytes !== null)
  const unused = volumes.filter(volume => volume.unused)
  return {
    pools: pools.length,
    sharedSpaces: [...spaces.values()].filter(pool => pool.share !== null).length,
    volumes: volumes.length,
    capacityBytes: counted.length === 0 ? null : sum(counted, pool => pool.capacityBytes ?? 0),
    allocationBytes: counted.length === 0 ? null : sum(counted, pool => pool.allocationBytes ?? 0),
    growthBytes: sum([...spaces.values()], pool => pool.growthBytes),
    unusedCount: unused.length,
    unusedBytes: sum(unused, volume => volume.allocationBytes ?? 0),
  }
}
