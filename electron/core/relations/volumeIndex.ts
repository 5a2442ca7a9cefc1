import type { HostId } from '../../../shared/ids.ts'
import type { Disk } from '../../../shared/models/machine.ts'
import type { Volume } from '../../../shared/models/resources.ts'
import type { KnownHost } from './facts.ts'
import { rowKeys } from './facts.ts'
import { backingPath, networkNames, plainPath } from './paths.ts'
import type { PoolSpace } from './poolSpaces.ts'

/** Longest backing chain that is followed; a longer one, or one in a circle, is cut there. */
export const CHAIN_MAX = 32

/** One volume of the fleet; seen through shared storage it is one, however many hosts see it. */
export interface VolumeEntry {
  key: string
  volume: Volume
  hostId: HostId
  hostIds: HostId[]
  poolKey: string
  space: PoolSpace
}

/** A file below a disk or volume, and the volume that it is. */
export interface ChainLink {
  path: string
  entry: VolumeEntry | null
}

/** Volumes of the fleet by what disks and backing files call them on each host. */
export class VolumeIndex {
  readonly #entries = new Map<string, VolumeEntry>()
  readonly #byPath = new Map<HostId, Map<string, VolumeEntry>>()
  readonly #byName = new Map<HostId, Map<string, VolumeEntry>>()
  readonly #byNetwork = new Map<HostId, Map<string, VolumeEntry>>()

  constructor(hosts: readonly KnownHost[], spaceOf: (hostId: HostId, pool: string) => PoolSpace) {
    for (const host of hosts) this.#add(host, spaceOf)
  }

  entries(): Iterable<VolumeEntry> {
    return this.#entries.values()
  }

  /** The volume that a file of a host is. */
  at(hostId: HostId, path: string): VolumeEntry | null {
    return this.#byPath.get(hostId)?.get(plainPath(path)) ?? null
  }

  /** The volume that a disk of a machine on that host is; null where no pool that is known has it. */
  ofDisk(hostId: HostId, { source, sourceType }: Pick<Disk, 'source' | 'sourceType'>): VolumeEntry | null {
    if (source === null) return null
    if (sourceType === 'volume') return this.#byName.get(hostId)?.get(source) ?? null
    if (sourceType !== 'network') return this.at(hostId, source)
    const [, name = ''] = /^[a-z0-9+]+:(.*)$/is.exec(source) ?? []
    return this.#byNetwork.get(hostId)?.get(name) ?? null
  }

  /** What a volume is built upon, nearest first. */
  chain(from: VolumeEntry): ChainLink[] {
    const links: ChainLink[] = []
    const seen = new Set([from])
    for (let entry: VolumeEntry | null = from; entry !== null && links.length < CHAIN_MAX; ) {
      const { backing, path } = entry.volume
      if (backing === null || backing === '') break
      const below: string = backingPath(path, backing)
      const next: VolumeEntry | null = this.#below(entry, below)
      links.push({ path: below, entry: next })
      if (next === null || seen.has(next)) break
      seen.add(next)
      entry = next
    }
    return links
  }

  #below(entry: VolumeEntry, path: string): VolumeEntry | null {
    for (const hostId of entry.hostIds) {
      const found =
        this.at(hostId, path) ?? this.#byNetwork.get(hostId)?.get(path.replace(/^[a-z0-9+]+:/i, ''))
      if (found) return found
    }
    return null
  }

  #add(host: KnownHost, spaceOf: (hostId: HostId, pool: string) => PoolSpace): void {
    const { hostId } = host
    const [byPath, byName, byNetwork] = [this.#byPath, this.#byName, this.#byNetwork].map(index => {
      const own = new Map<string, VolumeEntry>()
      index.set(hostId, own)
      return own
    })
    for (const { value: volume } of host.volumes) {
      const space = spaceOf(hostId, volume.pool)
      const key = rowKeys.volume(hostId, volume.pool, volume.name)
      // The same storage may go by another pool's name on another host.
      const identity = space.shared ? `${space.id}\n${volume.name}` : key
      const known = this.#entries.get(identity)
      if (known && !known.hostIds.includes(hostId)) known.hostIds.push(hostId)
      const poolKey = rowKeys.pool(hostId, volume.pool)
      const entry = known ?? {
        key,
        volume,
        hostId,
        hostIds: [hostId],
        poolKey,
        space,
      }
      this.#entries.set(identity, entry)
      byName?.set(`${volume.pool}/${volume.name}`, entry)
      if (volume.path !== null) byPath?.set(plainPath(volume.path), entry)
      if (volume.type === 'network' || volume.type === 'netdir')
        for (const name of networkNames(volume.path, volume.key)) byNetwork?.set(name, entry)
    }
  }
}
