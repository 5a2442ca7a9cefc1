import type { FleetScope } from '../../../shared/contract/relations.ts'
import type { Graph } from '../../../shared/contract/topology.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { HostDirectory, Inventory } from '../inventory/index.ts'
import type { Store } from '../store/index.ts'
import { type NetworkRelations, relateNetworks } from './attached.ts'
import type { Fact, KnownHost } from './facts.ts'
import { relateGraph } from './graph.ts'
import { hostsInScope } from './scope.ts'
import { keptRows } from './same.ts'
import { relateStorage, type StorageRelations } from './usage.ts'

const kinds = ['pool', 'volume', 'network', 'lease', 'interface'] as const satisfies readonly ResourceKind[]
type Kind = (typeof kinds)[number]
const isOurs = (kind: ResourceKind): kind is Kind => kinds.some(each => each === kind)

/** What of a machine relations depend on. */
type Seen = Pick<Machine, 'name' | 'host' | 'disks' | 'nics' | 'files' | 'definitionHash'>

/** What relations are computed from. */
export interface RelationSources {
  inventory: Pick<Inventory, 'machines' | 'liveness' | 'onChange' | 'onResources'>
  registry: Pick<HostDirectory, 'list' | 'sites' | 'onHost'>
  store: { resources: Pick<Store['resources'], 'list'> }
  /** Whether some machines of the host are not among those told here: nothing of it is surely unused. */
  hidesSome?(hostId: HostId): boolean
}

/**
 * Who uses what, over the whole fleet: computed when it is asked for after something changed, kept until the
 * next change. What depends on nothing but a machine's state is not computed again.
 */
export class Relations {
  readonly #inventory: RelationSources['inventory']
  readonly #directory: RelationSources['registry']
  readonly #store: RelationSources['store']
  readonly #hidesSome: (hostId: HostId) => boolean
  readonly #facts = new Map<HostId, Map<Kind, readonly Fact<unknown>[]>>()
  readonly #seen = new Map<MachineKey, Seen>()
  readonly #listeners = new Set<() => void>()
  readonly #ends: (() => void)[]
  #hosts: KnownHost[] | null = null
  #storage: StorageRelations | null = null
  #networks: NetworkRelations | null = null
  #last: NetworkRelations & Pick<StorageRelations, 'pools' | 'volumes'> = {
    pools: [],
    volumes: [],
    networks: [],
    leases: [],
    bridges: [],
  }

  constructor(parts: RelationSources) {
    this.#hidesSome = parts.hidesSome ?? (() => false)
    this.#inventory = parts.inventory
    this.#directory = parts.registry
    this.#store = parts.store
    this.#ends = [
      parts.inventory.onResources(({ hostId, kind, changed }) => {
        if (kind !== null && !(isOurs(kind) && changed)) return
        if (kind === null && changed) this.#facts.delete(hostId)
        else if (kind !== null && isOurs(kind)) this.#facts.get(hostId)?.delete(kind)
        this.#outdated()
      }),
      parts.inventory.onChange(({ changed, removed }) => {
        const gone = removed.filter(key => this.#seen.delete(key))
        if (changed.filter(machine => this.#isNew(machine)).length + gone.length > 0) this.#outdated()
      }),
      parts.registry.onHost(event => {
        if (event.type !== 'state') this.#outdated()
      }),
    ]
  }

  /** Storage of the whole fleet; the same object until something of it changed, and each row until its own change. */
  storage(): StorageRelations {
    if (this.#storage) return this.#storage
    const now = relateStorage(this.#known())
    const { pools, volumes } = this.#last
    this.#storage = { ...now, pools: keptRows(pools, now.pools), volumes: keptRows(volumes, now.volumes) }
    this.#last = { ...this.#last, pools: this.#storage.pools, volumes: this.#storage.volumes }
    return this.#storage
  }

  /** Networks of the whole fleet, as `storage`. */
  networks(): NetworkRelations {
    if (this.#networks) return this.#networks
    const now = relateNetworks(this.#known())
    const { networks, leases, bridges } = this.#last
    this.#networks = {
      networks: keptRows(networks, now.networks),
      leases: keptRows(leases, now.leases),
      bridges: keptRows(bridges, now.bridges),
    }
    this.#last = { ...this.#last, ...this.#networks }
    return this.#networks
  }

  /** The picture of a part of the fleet. */
  graph(scope: FleetScope): Graph {
    const inScope = this.hosts(scope)
    const hosts = this.#known().filter(({ hostId }) => inScope.has(hostId))
    return relateGraph(hosts, this.#directory.sites(), this.storage())
  }

  /** The hosts of a part of the fleet. */
  hosts(scope: FleetScope): ReadonlySet<HostId> {
    return hostsInScope(scope, this.#directory.list(), this.#directory.sites())
  }

  /** Told whenever anything may be another; what is asked for after that is new. */
  onChange(cb: () => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  close(): void {
    for (const end of this.#ends) end()
    this.#listeners.clear()
  }

  #isNew(machine: Machine): boolean {
    const { name, host, disks, nics, files, definitionHash } = machine
    const before = this.#seen.get(machine.key)
    const same =
      before !== undefined &&
      before.name === name &&
      before.host === host &&
      before.disks === disks &&
      before.nics === nics &&
      before.files === files &&
      before.definitionHash === definitionHash
    if (!same) this.#seen.set(machine.key, { name, host, disks, nics, files, definitionHash })
    return !same
  }

  #outdated(): void {
    this.#hosts = null
    this.#storage = null
    this.#networks = null
    for (const listener of [...this.#listeners]) listener()
  }

  #known(): KnownHost[] {
    this.#hosts ??= this.#gathered()
    return this.#hosts
  }

  #gathered(): KnownHost[] {
    const machines = new Map<HostId, Machine[]>()
    for (const machine of this.#inventory.machines()) {
      const list = machines.get(machine.hostId)
      if (list) list.push(machine)
      else machines.set(machine.hostId, [machine])
    }
    return this.#directory.list().map(({ id: hostId, name, siteId }) => ({
      hostId,
      host: name,
      siteId,
      stale: !this.#inventory.liveness(hostId).live,
      hidesSome: this.#hidesSome(hostId),
      pools: this.#kept(hostId, 'pool'),
      volumes: this.#kept(hostId, 'volume'),
      networks: this.#kept(hostId, 'network'),
      leases: this.#kept(hostId, 'lease'),
      interfaces: this.#kept(hostId, 'interface'),
      // In one order, so that a row does not change when a machine is only told of again.
      machines: (machines.get(hostId) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)),
    }))
  }

  #kept<T>(hostId: HostId, kind: Kind): readonly Fact<T>[] {
    const own = this.#facts.get(hostId) ?? new Map<Kind, readonly Fact<unknown>[]>()
    this.#facts.set(hostId, own)
    // What is stored of a kind was written as that kind's model.
    const known = own.get(kind) as readonly Fact<T>[] | undefined
    if (known) return known
    const read = this.#store.resources.list<T>(hostId, kind).map(({ key, value, xml }) => ({
      key,
      value,
      // Only pools and networks say more in their text than in their model.
      xml: kind === 'pool' || kind === 'network' ? xml : null,
    }))
    own.set(kind, read)
    return read
  }
}
