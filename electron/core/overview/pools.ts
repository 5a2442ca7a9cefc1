import type { PoolUse } from '../../../shared/contract/overview.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Pool, StoredResource } from '../../../shared/models/resources.ts'
import { rowKeys } from '../relations/facts.ts'
import { poolSpaces } from '../relations/poolSpaces.ts'
import type { VolumeSum } from '../store/index.ts'

/** One place where data lies, counted once however many pools and hosts stand on it. */
export interface Space {
  /** The pool that stands for it. */
  pool: Pool
  hostId: HostId
  /** Every pool on it, by host and name. */
  pools: { hostId: HostId; name: string }[]
  hostIds: ReadonlySet<HostId>
  capacityBytes: number
  allocationBytes: number
  provisionedBytes: number
}

/** Pools that present what somebody else sized: all of it being given away is how they are. */
const fixed: ReadonlySet<string> = new Set(['iscsi', 'iscsi-direct', 'scsi', 'mpath'])

/** Whether a full pool of this kind is something to look after. */
export const canFill = (pool: Pool): boolean => !fixed.has(pool.type ?? '')

/** The places that these hosts' pools stand on, of which the size is known. */
export function spacesOf(
  hosts: readonly HostView[],
  pools: readonly StoredResource<Pool>[],
  sums: readonly VolumeSum[],
): Space[] {
  const byHost = Map.groupBy(pools, pool => pool.hostId)
  const known = hosts.map(({ record }) => ({
    hostId: record.id,
    host: record.name,
    siteId: record.siteId,
    stale: false,
    pools: byHost.get(record.id) ?? [],
    volumes: [],
    networks: [],
    leases: [],
    interfaces: [],
    machines: [],
  }))
  const provisioned = new Map(sums.map(sum => [rowKeys.pool(sum.hostId, sum.pool), sum.capacityBytes]))
  const spaces = poolSpaces(known)
  const grouped = new Map<object, Space & { byHost: Map<HostId, number> }>()
  for (const { hostId, pools: its } of known) {
    for (const { value: pool } of its) {
      const { capacityBytes, allocationBytes } = pool
      const place = spaces.get(rowKeys.pool(hostId, pool.name))
      if (!place || capacityBytes === null || capacityBytes === 0) continue
      const space = grouped.get(place) ?? {
        pool,
        hostId,
        pools: [],
        hostIds: new Set(place.hostIds),
        capacityBytes,
        allocationBytes: allocationBytes ?? 0,
        provisionedBytes: 0,
        byHost: new Map<HostId, number>(),
      }
      space.pools.push({ hostId, name: pool.name })
      const given = provisioned.get(rowKeys.pool(hostId, pool.name)) ?? 0
      space.byHost.set(hostId, (space.byHost.get(hostId) ?? 0) + given)
      grouped.set(place, space)
    }
  }
  return [...grouped.values()].map(({ byHost: given, ...space }) => ({
    ...space,
    // Every host of a shared pool tells the same volumes; whoever knows most of them is believed.
    provisionedBytes: Math.max(0, ...given.values()),
  }))
}

/** The fullest places first. */
export function fullest(
  spaces: readonly Space[],
  hosts: ReadonlyMap<HostId, HostView>,
  count: number,
): PoolUse[] {
  return spaces
    .toSorted((a, b) => b.allocationBytes / b.capacityBytes - a.allocationBytes / a.capacityBytes)
    .slice(0, count)
    .map(({ pool, hostId, hostIds, capacityBytes, allocationBytes, provisionedBytes }) => {
      const host = hosts.get(hostId)
      return {
        hostId,
        host: host?.record.name ?? '',
        pool: pool.name,
        hosts: hostIds.size,
        capacityBytes,
        allocationBytes,
        provisionedBytes,
        stale: host === undefined || !isLive(host),
      }
    })
}

/** The host's session stands. */
export const isLive = ({ state }: HostView): boolean => state.phase === 'live' || state.phase === 'degraded'
