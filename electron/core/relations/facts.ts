import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { HostInterface, Lease, Network, Pool, Volume } from '../../../shared/models/resources.ts'

/** One stored resource with its definition's text, where it has one. */
export interface Fact<T> {
  /** Unique within host and kind. */
  key: string
  value: T
  xml: string | null
}

/** Everything of one host that relations are computed from. */
export interface KnownHost {
  hostId: HostId
  host: string
  siteId: SiteId | null
  stale: boolean
  /** Some of its machines are not told here. */
  hidesSome?: boolean
  pools: readonly Fact<Pool>[]
  volumes: readonly Fact<Volume>[]
  networks: readonly Fact<Network>[]
  leases: readonly Fact<Lease>[]
  interfaces: readonly Fact<HostInterface>[]
  machines: readonly Machine[]
}

/** Row keys; names of pools hold no slash, so that two different volumes never get the same key. */
export const rowKeys = {
  pool: (hostId: HostId, name: string) => `pool/${hostId}/${name}`,
  volume: (hostId: HostId, pool: string, name: string) => `volume/${hostId}/${pool}/${name}`,
  network: (hostId: HostId, name: string) => `network/${hostId}/${name}`,
  lease: (hostId: HostId, key: string) => `lease/${hostId}/${key}`,
  bridge: (hostId: HostId, name: string) => `bridge/${hostId}/${name}`,
} as const
