import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Lease, Network, Pool, StoredResource, Volume } from '../../../shared/models/resources.ts'
import { usesPool } from '../inventory/poolUsers.ts'
import { segmentOf } from '../relations/attached.ts'
import { rowKeys } from '../relations/facts.ts'
import { relateStorage } from '../relations/usage.ts'
import type { Store } from '../store/index.ts'
import type { Sight, UsedKind } from './sight.ts'

type Listed = Pick<Store['resources'], 'list'>

/**
 * What the machines that somebody reads use of a host whose resources they may not read as a whole: the pools of
 * their disks without sizes or definitions, their volumes and what these are built upon, their networks and leases.
 */
export class UsedResources {
  readonly #store: Listed
  readonly #sight: Sight

  constructor(store: Listed, sight: Sight) {
    this.#store = store
    this.#sight = sight
  }

  list<T>(hostId: HostId, kind: UsedKind): StoredResource<T>[] {
    const machines = this.#sight.usersOf(hostId, kind)
    if (machines.length === 0) return []
    // What is stored of a kind was written as that kind's model.
    return this.#used(hostId, kind, machines) as StoredResource<T>[]
  }

  #used(hostId: HostId, kind: UsedKind, machines: readonly Machine[]): StoredResource[] {
    switch (kind) {
      case 'pool':
        return this.#pools(hostId, machines)
      case 'volume':
        return this.#volumes(hostId, machines).map(withoutText)
      case 'network':
        return this.#store.list<Network>(hostId, kind).filter(networkOf(machines)).map(withoutText)
      case 'lease':
        return this.#store.list<Lease>(hostId, kind).filter(leaseOf(machines)).map(withoutText)
    }
  }

  #volumes(hostId: HostId, machines: readonly Machine[]): StoredResource<Volume>[] {
    const volumes = this.#store.list<Volume>(hostId, 'volume')
    // Without the pools' definitions each host stands for itself: what is shared is not looked up elsewhere.
    const nothing = { pools: [], networks: [], leases: [], interfaces: [] }
    const host = { hostId, host: '', siteId: null, stale: false, volumes, machines, ...nothing }
    const used = new Set(
      relateStorage([host]).volumes.flatMap(({ key, userCount }) => (userCount > 0 ? [key] : [])),
    )
    return volumes.filter(({ value }) => used.has(rowKeys.volume(hostId, value.pool, value.name)))
  }

  #pools(hostId: HostId, machines: readonly Machine[]): StoredResource[] {
    const holding = new Set(this.#volumes(hostId, machines).map(({ value }) => value.pool))
    const disks = machines.flatMap(machine => machine.disks)
    return this.#store.list<Pool>(hostId, 'pool').flatMap(row => {
      const isTheirs = disks.some(disk => usesPool(disk, row.value))
      if (!isTheirs && !holding.has(row.value.name)) return []
      const sizes = { capacityBytes: null, allocationBytes: null, availableBytes: null }
      // Where a disk of theirs lies below it, its path is told by the disk already.
      return [
        { ...row, xml: null, value: { ...row.value, ...sizes, path: isTheirs ? row.value.path : null } },
      ]
    })
  }
}

const withoutText = <T>(row: StoredResource<T>): StoredResource<T> => ({ ...row, xml: null })

function networkOf(machines: readonly Machine[]): (row: StoredResource<Network>) => boolean {
  const on = new Set<string>()
  for (const { nics } of machines)
    for (const nic of nics) {
      const segment = segmentOf(nic)
      if (segment) on.add(`${segment.kind} ${segment.name}`)
    }
  return ({ value: { name, bridge } }) => on.has(`network ${name}`) || on.has(`bridge ${bridge}`)
}

function leaseOf(machines: readonly Machine[]): (row: StoredResource<Lease>) => boolean {
  const own = new Set(machines.flatMap(({ nics }) => nics.flatMap(({ mac }) => mac?.toLowerCase() ?? [])))
  return ({ value }) => own.has(value.mac.toLowerCase())
}
