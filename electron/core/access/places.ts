import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostRecord, Site } from '../../../shared/models/host.ts'
import type { HostEvent } from '../hosts/index.ts'
import { siteChain } from '../hosts/options.ts'

/** What is asked of the hosts and sites. */
export interface PlaceDirectory {
  list(): HostRecord[]
  get(id: HostId): HostRecord | undefined
  sites(): Site[]
  onHost(callback: (event: HostEvent) => void): () => void
}

/** Which host stands in which sites, kept until a host or site moves. */
export class Places {
  readonly #directory: PlaceDirectory
  readonly #stop: () => void
  #generation = 0
  #sites: ReadonlyMap<SiteId, Site> | null = null
  #chains: ReadonlyMap<HostId, readonly SiteId[]> | null = null

  constructor(directory: PlaceDirectory) {
    this.#directory = directory
    this.#stop = directory.onHost(event => {
      if (event.type === 'state') return
      this.#generation++
      this.#sites = null
      this.#chains = null
    })
  }

  /** Another number whenever a host or site was added, moved, named anew or removed. */
  get generation(): number {
    return this.#generation
  }

  site(id: SiteId): Site | undefined {
    return this.#all().get(id)
  }

  hostName(id: HostId): string | undefined {
    return this.#directory.get(id)?.name
  }

  /** The site and those above it, nearest first; empty for none, or one that is gone. */
  above(id: SiteId | null): SiteId[] {
    return siteChain(id, this.#all()).map(site => site.id)
  }

  /** Sites around each host, nearest first. */
  hosts(): ReadonlyMap<HostId, readonly SiteId[]> {
    this.#chains ??= new Map(this.#directory.list().map(({ id, siteId }) => [id, this.above(siteId)]))
    return this.#chains
  }

  /** The site with everything below it; empty for one that is gone, all there are for null. */
  within(id: SiteId | null): SiteId[] {
    const all = [...this.#all().keys()]
    return id === null ? all : all.filter(each => this.above(each).includes(id))
  }

  /** `Frankfurt / Rack 3`; null for one that is gone. */
  sitePath(id: SiteId): string | null {
    const chain = siteChain(id, this.#all())
    return chain.length === 0
      ? null
      : chain
          .map(site => site.name)
          .reverse()
          .join(' / ')
  }

  close(): void {
    this.#stop()
  }

  #all(): ReadonlyMap<SiteId, Site> {
    this.#sites ??= new Map(this.#directory.sites().map(site => [site.id, site]))
    return this.#sites
  }
}
