import {
  LINKS_MAX,
  type PoolRow,
  type UnusedDoubt,
  type VolumeRow,
  type VolumeUser,
} from '../../../shared/contract/relations.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { type KnownHost, rowKeys } from './facts.ts'
import { type PoolSpace, poolSpaces } from './poolSpaces.ts'
import { type VolumeEntry, VolumeIndex } from './volumeIndex.ts'

/** Storage of the whole fleet with all its relations. */
export interface StorageRelations {
  pools: PoolRow[]
  volumes: VolumeRow[]
  index: VolumeIndex
  spaces: ReadonlyMap<string, PoolSpace>
}

class Users {
  readonly #byEntry = new Map<VolumeEntry, { list: Map<string, VolumeUser>; machines: Set<MachineKey> }>()

  add(entry: VolumeEntry, machine: Machine, via: VolumeUser['via'], target: string | null): void {
    const users = this.#byEntry.get(entry) ?? { list: new Map(), machines: new Set() }
    this.#byEntry.set(entry, users)
    const id = `${machine.key} ${target ?? ''}`
    // The nearest relation comes first and stays; a file named without a disk adds nothing to a disk's.
    if (users.list.has(id) || (target === null && users.machines.has(machine.key))) return
    users.machines.add(machine.key)
    users.list.set(id, { machine: machine.key, name: machine.name, host: machine.host, via, target })
  }

  of(entry: VolumeEntry): VolumeUser[] {
    return [...(this.#byEntry.get(entry)?.list.values() ?? [])]
  }
}

function gatherUsers(hosts: readonly KnownHost[], index: VolumeIndex): Users {
  const users = new Users()
  const chains = new Map<VolumeEntry, ReturnType<VolumeIndex['chain']>>()
  const chainOf = (entry: VolumeEntry) => {
    const known = chains.get(entry) ?? index.chain(entry)
    chains.set(entry, known)
    return known
  }
  for (const { hostId, machines } of hosts) {
    for (const machine of machines) {
      for (const disk of machine.disks) {
        const entry = index.ofDisk(hostId, disk)
        if (entry === null) continue
        users.add(entry, machine, 'disk', disk.target)
        for (const link of chainOf(entry))
          if (link.entry !== null) users.add(link.entry, machine, 'backing', disk.target)
      }
      for (const file of machine.files ?? []) {
        const entry = index.at(hostId, file)
        if (entry === null) continue
        users.add(entry, machine, 'definition', null)
        for (const link of chainOf(entry))
          if (link.entry !== null) users.add(link.entry, machine, 'definition', null)
      }
    }
  }
  return users
}

/** Why "nobody uses it" may be wrong for a volume of these hosts. */
function doubtsOf(entry: VolumeEntry, hosts: ReadonlyMap<HostId, KnownHost>, unread: ReadonlySet<HostId>) {
  const doubts: UnusedDoubt[] = []
  if (entry.hostIds.some(hostId => hosts.get(hostId)?.stale !== false)) doubts.push('stale')
  if (entry.hostIds.some(hostId => unread.has(hostId))) doubts.push('unread')
  if (entry.space.shared) doubts.push('shared')
  return doubts
}

const remainder = (capacity: number | null, allocation: number | null): number =>
  capacity === null || allocation === null ? 0 : Math.max(0, capacity - allocation)

/** Who uses which volume, what each is built upon, and what the pools' volumes add up to. */
export function relateStorage(hosts: readonly KnownHost[]): StorageRelations {
  const spaces = poolSpaces(hosts)
  const spaceOf = (hostId: HostId, pool: string): PoolSpace =>
    spaces.get(rowKeys.pool(hostId, pool)) ?? unknownSpace(hostId, pool)
  const index = new VolumeIndex(hosts, spaceOf)
  const users = gatherUsers(hosts, index)
  const byId = new Map(hosts.map(host => [host.hostId, host]))
  const unread = new Set(
    hosts
      .filter(
        ({ machines, hidesSome }) =>
          hidesSome || machines.some(machine => machine.unparsed || machine.definitionHash === null),
      )
      .map(({ hostId }) => hostId),
  )
  const backs = new Map<VolumeEntry, string[]>()
  const chains = new Map<VolumeEntry, VolumeRow['chain']>()
  for (const entry of index.entries()) {
    const chain = index.chain(entry)
    chains.set(
      entry,
      chain.map(({ path, entry: below }) => ({ path, volume: below?.key ?? null })),
    )
    const below = chain[0]?.entry
    if (!below) continue
    const upon = backs.get(below)
    if (upon) upon.push(entry.key)
    else backs.set(below, [entry.key])
  }
  const volumes: VolumeRow[] = []
  const gathered: Gathered = new Map()
  for (const entry of index.entries()) {
    const used = users.of(entry)
    const unused = used.length === 0
    const upon = backs.get(entry) ?? []
    volumes.push({
      ...entry.volume,
      key: entry.key,
      volumeKey: entry.volume.key,
      hostId: entry.hostId,
      host: byId.get(entry.hostId)?.host ?? '',
      poolKey: entry.poolKey,
      hostIds: entry.hostIds,
      users: used.slice(0, LINKS_MAX),
      userCount: used.length,
      chain: chains.get(entry) ?? [],
      backs: upon.slice(0, LINKS_MAX),
      backsCount: upon.length,
      unused,
      doubts: unused ? doubtsOf(entry, byId, unread) : [],
    })
    gather(gathered, entry, used)
  }
  return { pools: poolRows(hosts, spaces, gathered, byId), volumes, index, spaces }
}

interface Sums {
  volumes: number
  unused: number
  unusedBytes: number
  provisioned: number
  growth: number
  machines: Set<MachineKey>
}
/** Sums by pool row, and growth by space. */
type Gathered = Map<string, Sums>

const noSums = (): Sums => ({
  volumes: 0,
  unused: 0,
  unusedBytes: 0,
  provisioned: 0,
  growth: 0,
  machines: new Set(),
})

/** Every pool on shared storage shows its volumes; what they may grow by counts once for the space. */
function gather(
  gathered: Gathered,
  { volume, poolKey, space }: VolumeEntry,
  used: readonly VolumeUser[],
): void {
  const growth = remainder(volume.capacityBytes, volume.allocationBytes)
  const of = (key: string): Sums => {
    const sums = gathered.get(key) ?? noSums()
    gathered.set(key, sums)
    return sums
  }
  of(`space ${space.id}`).growth += growth
  for (const key of space.shared ? space.pools : [poolKey]) {
    const sums = of(key)
    sums.volumes += 1
    sums.provisioned += volume.capacityBytes ?? 0
    for (const user of used) sums.machines.add(user.machine)
    if (used.length > 0) continue
    sums.unused += 1
    sums.unusedBytes += volume.allocationBytes ?? 0
  }
}

function poolRows(
  hosts: readonly KnownHost[],
  spaces: ReadonlyMap<string, PoolSpace>,
  gathered: Gathered,
  byId: ReadonlyMap<HostId, KnownHost>,
): PoolRow[] {
  return hosts.flatMap(({ hostId, host, pools }) =>
    pools.map(({ value: pool }): PoolRow => {
      const key = rowKeys.pool(hostId, pool.name)
      const space = spaces.get(key) ?? unknownSpace(hostId, pool.name)
      const sums = gathered.get(key) ?? noSums()
      const growthBytes = gathered.get(`space ${space.id}`)?.growth ?? 0
      const { capacityBytes, allocationBytes } = pool
      const known = capacityBytes !== null && capacityBytes > 0 && allocationBytes !== null
      return {
        ...pool,
        key,
        hostId,
        host,
        source: space.source?.text ?? null,
        share:
          space.by === null
            ? null
            : {
                id: space.id,
                by: space.by,
                pools: space.pools.slice(0, LINKS_MAX),
                hosts: space.hostIds.slice(0, LINKS_MAX).map(id => byId.get(id)?.host ?? ''),
              },
        volumeCount: sums.volumes,
        unusedCount: sums.unused,
        unusedBytes: sums.unusedBytes,
        machineCount: sums.machines.size,
        provisionedBytes: sums.provisioned,
        growthBytes,
        commitment: known ? (allocationBytes + growthBytes) / capacityBytes : null,
      }
    }),
  )
}

/** A pool that only its volumes speak of. */
function unknownSpace(hostId: HostId, pool: string): PoolSpace {
  const key = rowKeys.pool(hostId, pool)
  const id = `${hostId} ${pool}`
  return { id, shared: false, by: null, source: null, first: hostId, pools: [key], hostIds: [hostId] }
}
