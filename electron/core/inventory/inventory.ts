import { AppError } from '../../../shared/errors.ts'
import { type DomainUuid, type HostId, type MachineKey, splitMachineKey } from '../../../shared/ids.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { PoolAnswer, ResourceKind } from '../../../shared/models/resources.ts'
import type { Clock } from '../clock.ts'
import type { HostEvent } from '../hosts/index.ts'
import { siteChain } from '../hosts/options.ts'
import type { Logger } from '../log.ts'
import type { FleetLogEvent } from '../store/index.ts'
import { BulkStats, type StatsRecord } from './bulkStats.ts'
import { Changes, type InventoryDelta } from './changes.ts'
import { type HostLabel, hydrated } from './compose.ts'
import { isOver, type LiveContext, Touched } from './context.ts'
import { EVENTS_KEPT, EventLog } from './eventLog.ts'
import { FetchQueue, IN_FLIGHT_MAX } from './fetchQueue.ts'
import { HANGING_MAX } from './hangingCalls.ts'
import { HostMachines } from './hostMachines.ts'
import { LiveInventory } from './liveInventory.ts'
import { Places } from './places.ts'
import { type HostDirectory, type InventoryStore, type LiveHost, sitesById } from './ports.ts'
import { SilentPools } from './silentPools.ts'
import { StoreWriter } from './writer.ts'

/** Names of hosts and sites are looked up again this long after something about a host changed. */
const RELABEL_MS = 100

/** What became of a host's resources; `kind` null: of all of them. */
export interface ResourcesTold {
  hostId: HostId
  kind: ResourceKind | null
  /** False where only their age or freshness is another. */
  changed: boolean
}

/** Every machine of the fleet: from the store before anything is reached, then kept true by every live host. */
export class Inventory {
  readonly #store: InventoryStore
  readonly #registry: HostDirectory
  readonly #clock: Clock
  readonly #log: Logger
  readonly #hosts = new Map<HostId, HostMachines>()
  readonly #live = new Map<HostId, LiveInventory>()
  readonly #silentPools = new Map<HostId, SilentPools>()
  readonly #changes: Changes
  readonly #writer: StoreWriter
  readonly #events: EventLog
  readonly #resources = new Set<(told: ResourcesTold) => void>()
  readonly #end = new AbortController()
  readonly #unsubscribe: () => void
  #cancelRelabel: (() => void) | null = null

  constructor(parts: { store: InventoryStore; registry: HostDirectory; clock: Clock; log: Logger }) {
    this.#store = parts.store
    this.#registry = parts.registry
    this.#clock = parts.clock
    this.#log = parts.log
    this.#changes = new Changes(parts.clock, key => this.machine(key))
    this.#writer = new StoreWriter(parts.store, parts.clock, parts.log)
    this.#events = new EventLog(parts.store.events.latest(EVENTS_KEPT))
    this.#hydrate()
    this.#unsubscribe = parts.registry.onHost(event => this.#hostEvent(event))
    parts.registry.attach({ name: 'inventory', onLive: live => this.#onLive(live) })
  }

  /** Every machine of every host, in no particular order. */
  *machines(): Iterable<Machine> {
    for (const host of this.#hosts.values()) yield* host.all()
  }

  /** Every machine of one host; none for a host that is not there. */
  machinesOf(hostId: HostId): Iterable<Machine> {
    return this.#hosts.get(hostId)?.all() ?? []
  }

  machine(key: MachineKey): Machine | undefined {
    const { hostId, uuid } = splitMachineKey(key)
    return this.#hosts.get(hostId)?.get(uuid)
  }

  count(hostId: HostId): { machines: number; running: number } {
    const host = this.#hosts.get(hostId)
    return { machines: host?.size ?? 0, running: host?.running() ?? 0 }
  }

  /** What a host's machines were given together, as they are known. */
  given(hostId: HostId): ReturnType<HostMachines['given']> | null {
    return this.#hosts.get(hostId)?.given() ?? null
  }

  /** Whether the host can be asked now, and whether only to look. */
  liveness(hostId: HostId): { live: boolean; readOnly: boolean } {
    const live = this.#live.get(hostId)
    return { live: live !== undefined, readOnly: live?.readOnly ?? false }
  }

  /** Machines whose disks lie on storage that does not answer: what looks at them would hang. Null while that is not known. */
  waitingForStorage(hostId: HostId): ReadonlySet<DomainUuid> | null {
    return this.#live.get(hostId)?.waitingForStorage ?? null
  }

  /** When the host last confirmed its machines (Unix ms); null if never. */
  confirmedAtMs(hostId: HostId): number | null {
    return this.#hosts.get(hostId)?.confirmedAtMs ?? null
  }

  /** Tells changes, gathered over some milliseconds; the callback gets machines as they are then. */
  onChange(cb: (delta: InventoryDelta) => void): () => void {
    return this.#changes.onChange(cb)
  }

  /**
   * The machine's XML: what libvirt says of it now while it runs on a live host, otherwise its stored
   * configuration. Null before it was ever read.
   */
  definition(key: MachineKey): { xml: string; hash: string; asOfMs: number } | null {
    return this.runningDefinition(key) ?? this.configuration(key)
  }

  /** What libvirt says of a machine that runs on a live host; null otherwise, or before it was read. */
  runningDefinition(key: MachineKey): { xml: string; hash: string; asOfMs: number } | null {
    const { hostId, uuid } = splitMachineKey(key)
    const live = this.#live.get(hostId)?.definitions.live(uuid)
    return live ? { xml: live.xml, hash: live.hash, asOfMs: live.asOfMs } : null
  }

  /** The machine's stored configuration, which holds from its next boot on; null before it was ever read. */
  configuration(key: MachineKey): { xml: string; hash: string; asOfMs: number } | null {
    const { hostId, uuid } = splitMachineKey(key)
    const pending = this.#writer.pendingDefinition(hostId, uuid)
    const { definitionHash } = this.machine(key) ?? {}
    if (pending && definitionHash) return { xml: pending.xml, hash: definitionHash, asOfMs: pending.seenAtMs }
    const stored = this.#store.definitions.current(hostId, uuid)
    if (!stored) return null
    const seenAtMs = this.#live.get(hostId)?.definitions.seenAtMs(uuid)
    return { xml: stored.xml, hash: stored.hash, asOfMs: seenAtMs ?? stored.seenAtMs }
  }

  /** Reads a machine again now, for when no event came after an action; rejects `AppError` host.notLive. */
  async refreshMachine(key: MachineKey): Promise<void> {
    const { hostId, uuid } = splitMachineKey(key)
    await this.#liveOf(hostId).refresh(uuid)
  }

  /** Everything of one kind that is known of a host, as of when, and whether the host is live. */
  resources<T>(hostId: HostId, kind: ResourceKind): { items: T[]; asOfMs: number | null; stale: boolean } {
    const items = this.#store.resources.list<T>(hostId, kind).map(resource => resource.value)
    return { items, ...this.freshness(hostId, kind) }
  }

  /** As of when a kind of resources is known of a host, and whether the host is live. */
  freshness(hostId: HostId, kind: ResourceKind): { asOfMs: number | null; stale: boolean } {
    return { asOfMs: this.#store.resources.asOf(hostId, kind), stale: !this.#live.has(hostId) }
  }

  /** Told when everything of a kind was read of a host again, and when all that is known of a host got or lost its freshness. */
  onResources(cb: (told: ResourcesTold) => void): () => void {
    this.#resources.add(cb)
    return () => this.#resources.delete(cb)
  }

  /** What the host is, as it said last; null before it ever did. */
  facts(hostId: HostId): HostFacts | null {
    return this.#live.get(hostId)?.facts ?? this.#store.hostFacts.get(hostId)
  }

  /** The last few thousand events, oldest first. */
  events(): FleetLogEvent[] {
    return this.#events.list()
  }

  onEvent(cb: (event: FleetLogEvent) => void): () => void {
    return this.#events.onEvent(cb)
  }

  /** True when everything behind has been loaded once over the present connection. */
  isSettled(hostId: HostId): boolean {
    return this.#live.get(hostId)?.isSettled ?? false
  }

  /** Resolves when `isSettled`; rejects `AppError` host.notLive when the host is not live or its connection ends. */
  async settled(hostId: HostId): Promise<void> {
    await this.#liveOf(hostId).settled
  }

  /** Looks after everything that has no event, now, every definition included; rejects as `refreshMachine`. */
  async verify(hostId: HostId): Promise<void> {
    await this.#liveOf(hostId).sweep(true)
  }

  /** Asks a storage pool at once, whatever pause it has; rejects as `refreshMachine`. */
  askPool(hostId: HostId, uuid: string): Promise<PoolAnswer> {
    return this.#liveOf(hostId).askPool(uuid)
  }

  /** Told by the sampler: the running machines of a host as a tick saw them. */
  observe(live: LiveHost, running: readonly StatsRecord[]): void {
    if (!live.signal.aborted) this.#live.get(live.hostId)?.observe(running)
  }

  /** Ends what is under way and stores the rest. */
  async close(): Promise<void> {
    this.#unsubscribe()
    this.#cancelRelabel?.()
    this.#end.abort()
    for (const live of this.#live.values()) live.close(notLive())
    this.#changes.close()
    this.#writer.close()
  }

  #hydrate(): void {
    const labels = this.#labels()
    const confirmed = this.#store.machines.confirmedAt()
    // A clock that was set back since: nothing is known from the future, and its age counts from now on.
    const nowMs = this.#clock.nowMs()
    for (const [hostId, label] of labels) {
      const atMs = confirmed.get(hostId)
      this.#addHost(hostId, label, atMs === undefined ? null : Math.min(atMs, nowMs))
    }
    for (const row of this.#store.machines.load()) {
      const host = this.#hosts.get(row.hostId)
      row.asOfMs = Math.min(row.asOfMs, nowMs)
      host?.hydrate(hydrated(row, host.label))
    }
  }

  #addHost(hostId: HostId, label: HostLabel, confirmedAtMs: number | null): HostMachines {
    const parts = { clock: this.#clock, changes: this.#changes, writer: this.#writer }
    const host = new HostMachines(hostId, label, confirmedAtMs, parts)
    this.#hosts.set(hostId, host)
    return host
  }

  #labels(): Map<HostId, HostLabel> {
    const sites = sitesById(this.#registry.sites())
    return new Map(
      this.#registry.list().map(({ id, name, siteId }) => {
        const path = siteChain(siteId, sites).map(site => site.name)
        return [id, { host: name, siteId, site: path.length === 0 ? null : path.reverse().join(' / ') }]
      }),
    )
  }

  #hostEvent(event: HostEvent): void {
    // What waits to be written of a removed host must not come after the host.
    if (event.type === 'removed') this.#removeHost(event.hostId)
    else if (event.type !== 'state') this.#planRelabel()
  }

  #planRelabel(): void {
    this.#cancelRelabel ??= this.#clock.after(RELABEL_MS, () => {
      this.#cancelRelabel = null
      this.#relabel()
    })
  }

  #relabel(): void {
    for (const [hostId, label] of this.#labels()) {
      const host = this.#hosts.get(hostId)
      if (host) host.setLabel(label)
      else this.#addHost(hostId, label, null)
    }
  }

  #removeHost(hostId: HostId): void {
    this.#live.get(hostId)?.close(notLive())
    this.#live.delete(hostId)
    this.#writer.forget(hostId)
    this.#hosts.get(hostId)?.drop()
    this.#hosts.delete(hostId)
    this.#silentPools.delete(hostId)
    this.#tellResources({ hostId, kind: null, changed: true })
  }

  async #onLive(live: LiveHost): Promise<void> {
    const { hostId } = live
    // It ended before it was handed over; its end would never be told.
    if (live.signal.aborted) throw notLive()
    if (!this.#hosts.has(hostId)) this.#relabel()
    const host = this.#hosts.get(hostId)
    if (!host) return
    this.#live.get(hostId)?.close(notLive())
    const inventory = new LiveInventory(this.#contextOf(live, host), this.#events)
    this.#live.set(hostId, inventory)
    this.#tellResources({ hostId, kind: null, changed: false })
    live.signal.addEventListener('abort', () => this.#ended(hostId, inventory), { once: true })
    await inventory.begin()
  }

  #contextOf(live: LiveHost, host: HostMachines): LiveContext {
    const signal = AbortSignal.any([live.signal, this.#end.signal])
    const log = this.#log
    const onError = (error: unknown) => {
      if (!isOver(error, signal)) log.warn({ err: error, hostId: live.hostId }, 'reading from a host failed')
    }
    return {
      live,
      host,
      store: this.#store,
      writer: this.#writer,
      queue: new FetchQueue({ limit: IN_FLIGHT_MAX, clock: this.#clock, onError }),
      stats: new BulkStats(live),
      touched: new Touched(this.#clock),
      clock: this.#clock,
      log,
      signal,
      told: (kind, changed) => this.#tellResources({ hostId: live.hostId, kind, changed }),
      bounds: { signal },
      places: new Places(HANGING_MAX),
      silentPools: this.#silentPoolsOf(live.hostId),
    }
  }

  #silentPoolsOf(hostId: HostId): SilentPools {
    const pools = this.#silentPools.get(hostId) ?? new SilentPools(this.#clock)
    this.#silentPools.set(hostId, pools)
    return pools
  }

  #ended(hostId: HostId, inventory: LiveInventory): void {
    inventory.close(notLive())
    if (this.#live.get(hostId) !== inventory) return
    this.#live.delete(hostId)
    this.#hosts.get(hostId)?.setStale(true)
    this.#tellResources({ hostId, kind: null, changed: false })
  }

  #tellResources(told: ResourcesTold): void {
    for (const listener of [...this.#resources]) listener(told)
  }

  #liveOf(hostId: HostId): LiveInventory {
    const live = this.#live.get(hostId)
    if (live) return live
    throw notLive()
  }
}

function notLive(): AppError {
  return new AppError('host.notLive', 'The host is not connected.', {
    next: 'Connect it, or wait until it is live again.',
  })
}
