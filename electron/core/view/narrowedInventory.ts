import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { DomainUuid } from '../../../shared/ids.ts'
import { machineKey, splitMachineKey } from '../../../shared/ids.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { Inventory, InventoryDelta, ResourcesTold } from '../inventory/index.ts'
import type { FleetLogEvent } from '../store/index.ts'
import { MOVING_MS } from './narrowedRegistry.ts'
import type { InventoryView, RegistryView } from './types.ts'
import { Listeners, Seen } from './seen.ts'
import { type Sight, usedKinds } from './sight.ts'
import type { UsedResources } from './usedResources.ts'

const eventRights = { network: 'network.read', pool: 'storage.read' } as const

type Definition = ReturnType<Inventory['definition']>

/** Machines and resources that a person may read; the others are as if they did not exist. */
export class NarrowedInventory implements InventoryView {
  readonly #all: Inventory
  readonly #sight: Sight
  readonly #used: UsedResources
  readonly #seen: Seen<MachineKey>
  readonly #changes: Listeners<InventoryDelta>
  readonly #resources: Listeners<ResourcesTold>

  constructor(
    all: Inventory,
    sight: Sight,
    used: UsedResources,
    registry: Pick<RegistryView, 'onHost' | 'list'>,
  ) {
    this.#all = all
    this.#sight = sight
    this.#used = used
    this.#seen = new Seen(() => [...this.machines()].map(({ key }) => key))
    this.#changes = new Listeners(tell => this.#followMachines(tell, registry))
    this.#resources = new Listeners(tell => this.#followResources(tell, registry))
  }

  *machines(): Iterable<Machine> {
    for (const machine of this.#all.machines()) if (this.#sight.machine(machine)) yield machine
  }

  *machinesOf(hostId: HostId): Iterable<Machine> {
    for (const machine of this.#all.machinesOf(hostId)) if (this.#sight.machine(machine)) yield machine
  }

  machine(key: MachineKey): Machine | undefined {
    const machine = this.#all.machine(key)
    return machine && this.#sight.machine(machine) ? machine : undefined
  }

  count(hostId: HostId): { machines: number; running: number } {
    if (this.#sight.wholeHost(hostId)) return this.#all.count(hostId)
    const machines = [...this.machinesOf(hostId)]
    return { machines: machines.length, running: machines.filter(({ id }) => id !== null).length }
  }

  given(hostId: HostId): ReturnType<Inventory['given']> {
    if (this.#sight.wholeHost(hostId)) return this.#all.given(hostId)
    const running = { vcpus: 0, memoryBytes: 0 }
    const defined = { vcpus: 0, memoryBytes: 0 }
    for (const { id, vcpus, memoryBytes } of this.machinesOf(hostId)) {
      for (const sum of id === null ? [defined] : [defined, running]) {
        sum.vcpus += vcpus ?? 0
        sum.memoryBytes += memoryBytes ?? 0
      }
    }
    return { running, defined }
  }

  liveness(hostId: HostId): { live: boolean; readOnly: boolean } {
    return this.#sight.knows(hostId) ? this.#all.liveness(hostId) : { live: false, readOnly: false }
  }

  confirmedAtMs(hostId: HostId): number | null {
    return this.#sight.knows(hostId) ? this.#all.confirmedAtMs(hostId) : null
  }

  onChange(callback: (delta: InventoryDelta) => void): () => void {
    return this.#changes.add(callback)
  }

  definition(key: MachineKey): Definition {
    return this.machine(key) ? this.#all.definition(key) : null
  }

  runningDefinition(key: MachineKey): Definition {
    return this.machine(key) ? this.#all.runningDefinition(key) : null
  }

  configuration(key: MachineKey): Definition {
    return this.machine(key) ? this.#all.configuration(key) : null
  }

  resources<T>(hostId: HostId, kind: ResourceKind): { items: T[]; asOfMs: number | null; stale: boolean } {
    if (this.#sight.usedResources(hostId, kind)) {
      const items = this.#used.list<T>(hostId, kind).map(({ value }) => value)
      return { items, ...this.#all.freshness(hostId, kind) }
    }
    if (!this.#sight.resources(hostId, kind)) return { items: [], asOfMs: null, stale: true }
    const found = this.#all.resources<T>(hostId, kind)
    if (kind !== 'snapshot' || this.#sight.wholeHost(hostId)) return found
    // What is stored of snapshots was written as that model, with its machine's UUID.
    const items = found.items.filter(item =>
      this.#sight.key(machineKey(hostId, (item as { uuid: DomainUuid }).uuid)),
    )
    const isKnown = items.length > 0 || this.#sight.knows(hostId)
    return { ...found, items, ...(isKnown ? {} : { asOfMs: null, stale: true }) }
  }

  freshness(hostId: HostId, kind: ResourceKind): { asOfMs: number | null; stale: boolean } {
    const isSeen = this.#sight.resources(hostId, kind) && (kind !== 'snapshot' || this.#sight.knows(hostId))
    return isSeen || this.#sight.usedResources(hostId, kind)
      ? this.#all.freshness(hostId, kind)
      : { asOfMs: null, stale: true }
  }

  onResources(callback: (told: ResourcesTold) => void): () => void {
    return this.#resources.add(callback)
  }

  facts(hostId: HostId): HostFacts | null {
    return this.#sight.host(hostId) ? this.#all.facts(hostId) : null
  }

  events(): FleetLogEvent[] {
    return this.#all.events().filter(event => this.#seesEvent(event))
  }

  onEvent(callback: (event: FleetLogEvent) => void): () => void {
    return this.#all.onEvent(event => {
      if (this.#seesEvent(event)) callback(event)
    })
  }

  isSettled(hostId: HostId): boolean {
    return this.#sight.knows(hostId) && this.#all.isSettled(hostId)
  }

  #seesEvent({ hostId, key, kind }: FleetLogEvent): boolean {
    if (key !== null) return this.#sight.key(key, 'event.read')
    if (!this.#sight.host(hostId) || !this.#sight.host(hostId, 'event.read')) return false
    const right = kind === 'network' || kind === 'pool' ? eventRights[kind] : null
    // An event without a machine's key may still name one.
    return right === null ? this.#sight.wholeHost(hostId) : this.#sight.host(hostId, right)
  }

  #followMachines(tell: (delta: InventoryDelta) => void, registry: Pick<RegistryView, 'onHost'>): () => void {
    const forget = this.#seen.begin()
    const again = () => {
      const { came, left } = this.#seen.again()
      const changed = came.flatMap(key => this.#all.machine(key) ?? [])
      if (changed.length + left.length > 0) tell({ changed, removed: left, stale: [] })
    }
    const stops = [
      this.#all.onChange(delta => {
        const told = this.#narrowed(delta)
        if (told.changed.length + told.removed.length + told.stale.length > 0) tell(told)
      }),
      // A host that came into sight or left it does so with its machines.
      registry.onHost(event => {
        if (event.type === 'added' || event.type === 'removed') again()
      }),
    ]
    const timer = this.#sight.access.moves ? setInterval(again, MOVING_MS) : null
    timer?.unref()
    return () => {
      for (const stop of stops) stop()
      if (timer) clearInterval(timer)
      forget()
    }
  }

  #narrowed(delta: InventoryDelta): InventoryDelta {
    const changed: Machine[] = []
    const removed = delta.removed.filter(key => this.#seen.mark(key, false))
    for (const machine of delta.changed) {
      const isSeen = this.#sight.machine(machine)
      const wasSeen = this.#seen.mark(machine.key, isSeen)
      if (isSeen) changed.push(machine)
      else if (wasSeen) removed.push(machine.key)
    }
    return { changed, removed, stale: delta.stale.filter(({ hostId }) => this.#concerns(hostId)) }
  }

  #concerns(hostId: HostId): boolean {
    if (this.#sight.knows(hostId)) return true
    for (const _machine of this.machinesOf(hostId)) return true
    return false
  }

  #followResources(
    tell: (told: ResourcesTold) => void,
    registry: Pick<RegistryView, 'onHost' | 'list'>,
  ): () => void {
    const known = new Set(registry.list().map(({ id }) => id))
    const uses = new Map<MachineKey, Uses>()
    for (const machine of this.#all.machines()) if (known.has(machine.hostId)) uses.set(machine.key, machine)
    const stops = [
      this.#all.onResources(told => {
        if (!known.has(told.hostId)) return
        if (told.kind === null || this.#sight.resources(told.hostId, told.kind)) tell(told)
        else if (this.#sight.usedResources(told.hostId, told.kind)) tell(told)
      }),
      // What is told of a host's resources may follow from what its machines use.
      this.#all.onChange(({ changed, removed }) => {
        const moved = new Set<HostId>()
        for (const machine of changed) {
          if (!sameUses(uses.get(machine.key), machine)) moved.add(machine.hostId)
          uses.set(machine.key, machine)
        }
        for (const key of removed) if (uses.delete(key)) moved.add(splitMachineKey(key).hostId)
        for (const hostId of moved)
          for (const kind of usedKinds)
            if (known.has(hostId) && this.#sight.usedResources(hostId, kind))
              tell({ hostId, kind, changed: true })
      }),
      registry.onHost(event => {
        if (event.type === 'state' || event.type === 'sites') return
        if (event.type === 'added') known.add(event.hostId)
        // One that moved to another site may be seen more or less of.
        if (event.type !== 'changed' || known.has(event.hostId))
          tell({ hostId: event.hostId, kind: null, changed: true })
        if (event.type === 'removed') known.delete(event.hostId)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }
}

/** What of a machine says which resources it uses. */
type Uses = Pick<Machine, 'disks' | 'nics' | 'files' | 'tags' | 'name'>

/** By identity: a part of a machine that did not change is the same object. */
const sameUses = (a: Uses | undefined, b: Uses): boolean =>
  a !== undefined &&
  a.disks === b.disks &&
  a.nics === b.nics &&
  a.files === b.files &&
  a.tags === b.tags &&
  a.name === b.name
