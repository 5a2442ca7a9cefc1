import type { Site } from '../../../shared/models/host.ts'
import type { HostRegistry } from '../hosts/index.ts'
import type { Store } from '../store/index.ts'

export type { LiveHost } from '../hosts/index.ts'

/** What the inventory, the sampler and the tasks need of the host registry. */
export type HostDirectory = Pick<
  HostRegistry,
  'list' | 'get' | 'options' | 'sites' | 'connection' | 'onHost' | 'attach'
>

/** What the inventory keeps on disk. */
export type InventoryStore = Pick<
  Store,
  'machines' | 'definitions' | 'resources' | 'hostFacts' | 'events' | 'transaction'
>

/** Sites by id. */
export function sitesById(sites: readonly Site[]): Map<Site['id'], Site> {
  return new Map(sites.map(site => [site.id, site]))
}
