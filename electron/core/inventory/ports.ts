import type { HostId } from '../../../shared/ids.ts'
import type { HostRecord, Site } from '../../../shared/models/host.ts'
import type { LibvirtClient } from '../libvirt/index.ts'
import type { Store } from '../store/index.ts'
import type { HostTransport } from '../transport/index.ts'

/** A host whose libvirt is open; everything on it ends with `signal`. */
export interface LiveHost {
  hostId: HostId
  libvirt: LibvirtClient
  transport: Pick<HostTransport, 'kind' | 'exec'>
  /** Opened read-only: the daemon refuses every change. */
  readOnly: boolean
  /** Driver as libvirt names it: QEMU, Test, Xen, LXC. */
  driver: string
  /** `major * 1,000,000 + minor * 1,000 + release`, of the server's library. */
  libvirtVersion: number
  /** Aborted when this connection ends. */
  signal: AbortSignal
}

/** What the inventory, the sampler and the tasks need of the host registry. */
export interface HostDirectory {
  list(): HostRecord[]
  get(id: HostId): HostRecord | undefined
  /** Rejects `AppError` host.notLive. */
  connection(id: HostId, signal?: AbortSignal): Promise<LiveHost>
  /** Something about a host changed: its record, site, state, or that it was removed. */
  onHost(cb: (event: unknown) => void): () => void
  /** `onLive` is awaited before a host counts as live; parts are called in the order of their attaching. */
  attach(part: { name: string; onLive(live: LiveHost): Promise<void> }): void
}

/** What the inventory keeps on disk. */
export type InventoryStore = Pick<
  Store,
  'sites' | 'machines' | 'definitions' | 'resources' | 'hostFacts' | 'events' | 'transaction'
>

/** Sites by id. */
export function sitesById(sites: readonly Site[]): Map<Site['id'], Site> {
  return new Map(sites.map(site => [site.id, site]))
}
