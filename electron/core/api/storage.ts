import type {
  BridgeRow,
  FleetScope,
  HostFreshness,
  LeaseRow,
  NetworkRow,
  NetworksEvent,
  PoolRow,
  StorageEvent,
  VolumeRow,
} from '../../../shared/contract/relations.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import { sameData, storageTotals } from '../relations/index.ts'
import type { CoreView } from '../view/index.ts'
import { api, type HandlerContext } from './base.ts'
import { type RowsPart, RowStream } from './rowStream.ts'
import { conflated } from './streams.ts'

/** Relations are computed again at most this often, however much a fleet changes. */
const PACE_MS = 1000

type Parts = Pick<CoreView, 'inventory' | 'relations'>

function freshness({ inventory }: Parts, hosts: ReadonlySet<HostId>, kind: ResourceKind): HostFreshness[] {
  return [...hosts].map(hostId => ({ hostId, ...inventory.freshness(hostId, kind) }))
}

/** Wakes on changed relations and on a kind's new age. */
const subscribeTo =
  ({ inventory, relations }: Parts, kind: ResourceKind) =>
  (changed: () => void) => {
    const ends = [
      relations.onChange(changed),
      inventory.onResources(told => {
        if (told.kind === null || told.kind === kind) changed()
      }),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

/** Each row stands in the table that it was taken from. */
const storageRows = ({ tables, ...part }: RowsPart<'pools' | 'volumes'>): StorageEvent => ({
  type: 'rows',
  ...part,
  pools: tables.pools as PoolRow[],
  volumes: tables.volumes as VolumeRow[],
})

const networkRows = ({ tables, ...part }: RowsPart<'networks' | 'leases' | 'bridges'>): NetworksEvent => ({
  type: 'rows',
  ...part,
  networks: tables.networks as NetworkRow[],
  leases: tables.leases as LeaseRow[],
  bridges: tables.bridges as BridgeRow[],
})

function watchStorage(
  scope: FleetScope,
  { caller, view: core }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  type Tables = { pools: PoolRow[]; volumes: VolumeRow[] }
  const stream = new RowStream(['pools', 'volumes'])
  let told: StorageEvent | null = null
  const read = (): Tables & { hosts: ReadonlySet<HostId> } => {
    const hosts = core.relations.hosts(scope)
    const { pools, volumes } = core.relations.storage()
    if (scope.kind === 'fleet') return { pools, volumes, hosts }
    return {
      pools: pools.filter(pool => hosts.has(pool.hostId)),
      volumes: volumes.filter(volume => volume.hostIds.some(hostId => hosts.has(hostId))),
      hosts,
    }
  }
  const summary = ({ pools, volumes, hosts }: ReturnType<typeof read>): StorageEvent => ({
    type: 'summary',
    totals: storageTotals(pools, volumes),
    hosts: freshness(core, hosts, 'volume'),
  })
  return conflated<StorageEvent>(caller, signal, {
    paceMs: PACE_MS,
    subscribe: subscribeTo(core, 'volume'),
    *snapshot() {
      const now = read()
      told = summary(now)
      // Before the rows, so that no row is ever shown as fresher than it is.
      yield told
      for (const part of stream.snapshot(now)) yield storageRows(part)
    },
    *flush() {
      const now = read()
      const next = summary(now)
      if (!sameData(told, next)) yield next
      told = next
      for (const part of stream.changes(now)) yield storageRows(part)
    },
  })
}

function watchNetworks(
  scope: FleetScope,
  { caller, view: core }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  type Tables = { networks: NetworkRow[]; leases: LeaseRow[]; bridges: BridgeRow[] }
  const stream = new RowStream(['networks', 'leases', 'bridges'])
  let told: NetworksEvent | null = null
  const read = (): Tables & { hosts: ReadonlySet<HostId> } => {
    const hosts = core.relations.hosts(scope)
    const all = core.relations.networks()
    const within = (row: { hostId: HostId }) => hosts.has(row.hostId)
    if (scope.kind === 'fleet') return { ...all, hosts }
    return {
      networks: all.networks.filter(within),
      leases: all.leases.filter(within),
      bridges: all.bridges.filter(within),
      hosts,
    }
  }
  const summary = (hosts: ReadonlySet<HostId>): NetworksEvent => ({
    type: 'summary',
    hosts: freshness(core, hosts, 'lease'),
  })
  return conflated<NetworksEvent>(caller, signal, {
    paceMs: PACE_MS,
    subscribe: subscribeTo(core, 'lease'),
    *snapshot() {
      const now = read()
      told = summary(now.hosts)
      yield told
      for (const part of stream.snapshot(now)) yield networkRows(part)
    },
    *flush() {
      const now = read()
      const next = summary(now.hosts)
      if (!sameData(told, next)) yield next
      told = next
      for (const part of stream.changes(now)) yield networkRows(part)
    },
  })
}

/** Handlers of the storage area: pools and volumes with who uses them. */
export const storageHandlers = {
  watch: api.storage.watch.handler(({ input, context, signal }) =>
    watchStorage(input.scope, context, signal),
  ),
}

/** Handlers of the networks area: networks, leases and bridges with who is on them. */
export const networkHandlers = {
  watch: api.networks.watch.handler(({ input, context, signal }) =>
    watchNetworks(input.scope, context, signal),
  ),
}
