import type { FleetScope } from '../../../shared/contract/relations.ts'
import type { FleetOverview } from '../../../shared/contract/overview.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { type HostView, phases } from '../../../shared/models/host.ts'
import { domainStates } from '../../../shared/models/domainStates.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import type { Pool, StoredResource } from '../../../shared/models/resources.ts'
import type { HostRegistry } from '../hosts/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Sampler } from '../metrics/index.ts'
import type { Store, VolumeSum } from '../store/index.ts'
import type { Tasks } from '../tasks/index.ts'
import { attentionOf } from './attention.ts'
import { capacityOf } from './capacity.ts'
import { Consumers, measuresOf } from './consumers.ts'
import { fullest, spacesOf } from './pools.ts'
import { hostTiles, inScope, rounded, siteTiles } from './tiles.ts'

/** What is told of each list, and how far the pictures reach back, in ticks. */
const ATTENTION_MAX = 100
const TOP = 8
const POOLS = 8
const HOSTS = 60
const SPARK_TICKS = 60
/** Pools and volumes are read again this long after they changed: a sweep tells of each host in turn. */
const STORAGE_MS = 5_000

/** What the overview is made from. */
export interface OverviewSources {
  store: {
    resources: Pick<Store['resources'], 'all' | 'volumeSums'>
    changes: Pick<Store['changes'], 'lastOf'>
  }
  registry: Pick<HostRegistry, 'sites' | 'onHost'>
  inventory: Pick<Inventory, 'machines' | 'machine' | 'onChange' | 'onResources'>
  sampler: Pick<Sampler, 'watch' | 'latest' | 'latestHost' | 'snapshot'>
  tasks: Pick<Tasks, 'list' | 'onChange'>
  hosts(): HostView[]
  nowMs(): number
}

/** The picture of a part of the fleet while somebody looks at it: samples its hosts as those on screen. */
export class Overview {
  readonly #sources: OverviewSources
  readonly #scope: FleetScope
  readonly #consumers = new Consumers()
  readonly #stops: (() => void)[]
  #stopTop: () => void = () => undefined
  #topKeys: readonly MachineKey[] = []
  #storage: { pools: StoredResource<Pool>[]; sums: VolumeSum[]; atMs: number } | null = null
  #storageMoved = false

  constructor(sources: OverviewSources, scope: FleetScope, changed: () => void) {
    this.#sources = sources
    this.#scope = scope
    const hosts = this.#hosts()
    const interest = {
      keys: null,
      hostIds: scope.kind === 'fleet' ? null : hosts.map(({ record }) => record.id),
    }
    this.#stops = [
      sources.sampler.watch(interest, tick => {
        this.#consumers.tick(tick.machines)
        changed()
      }),
      sources.inventory.onChange(changed),
      sources.inventory.onResources(told => {
        if (!told.changed || (told.kind !== null && told.kind !== 'pool' && told.kind !== 'volume')) return
        this.#storageMoved = true
        changed()
      }),
      sources.registry.onHost(changed),
      sources.tasks.onChange(changed),
    ]
    this.#consumers.tick(this.#measured(new Set(hosts.map(({ record }) => record.id))))
  }

  /** The picture as of now. */
  look(): FleetOverview {
    const { sampler, registry, tasks, store } = this.#sources
    const nowMs = this.#sources.nowMs()
    const sites = registry.sites()
    const hosts = this.#hosts()
    const ids = new Set(hosts.map(({ record }) => record.id))
    const machines: Machine[] = []
    for (const machine of this.#sources.inventory.machines())
      if (ids.has(machine.hostId)) machines.push(machine)
    const sampleOf = (hostId: HostId) => sampler.latestHost(hostId)
    const { pools, sums } = this.#readStorage(nowMs)
    const its = pools.filter(({ hostId }) => ids.has(hostId))
    const spaces = spacesOf(hosts, its, sums)
    const attention = attentionOf({
      hosts,
      machines,
      pools: its,
      spaces,
      tasks: tasks.list(),
      changedMs: (...subject) => store.changes.lastOf(...subject),
      nowMs,
    })
    const states = zeros(domainStates)
    let staleMachines = 0
    for (const { state, stale } of machines) {
      if (stale) staleMachines++
      else states[state]++
    }
    const byPhase = zeros(phases)
    for (const { state } of hosts) byPhase[state.phase]++
    return {
      atMs: nowMs,
      attention: attention.slice(0, ATTENTION_MAX),
      attentionCount: attention.length,
      capacity: capacityOf(hosts, machines, sampleOf, spaces),
      pools: fullest(spaces, new Map(hosts.map(host => [host.record.id, host])), POOLS),
      top: this.#top(ids, nowMs),
      phases: byPhase,
      states,
      staleMachines,
      hosts: hostTiles(hosts, sampleOf, hostId => this.#hostSpark(hostId), HOSTS),
      hostCount: hosts.length,
      sites: siteTiles(hosts, sites, this.#scope, attention, sampleOf),
    }
  }

  /** Ends the sampling that it asked for. */
  close(): void {
    for (const stop of this.#stops) stop()
    this.#stopTop()
  }

  #hosts(): HostView[] {
    return inScope(this.#sources.hosts(), this.#sources.registry.sites(), this.#scope)
  }

  /** The newest of each machine with what the slower beat measured: the last tick alone knows disks of few. */
  #measured(ids: ReadonlySet<HostId>): MachineSample[] {
    const { inventory, sampler } = this.#sources
    const samples: MachineSample[] = []
    for (const { key, hostId } of inventory.machines()) {
      const sample = ids.has(hostId) ? sampler.latest(key) : undefined
      if (sample) samples.push(sample)
    }
    return samples
  }

  #readStorage(nowMs: number): { pools: StoredResource<Pool>[]; sums: VolumeSum[] } {
    const { resources } = this.#sources.store
    const kept = this.#storage
    if (kept && !(this.#storageMoved && nowMs - kept.atMs >= STORAGE_MS)) return kept
    this.#storageMoved = false
    this.#storage = { pools: resources.all<Pool>('pool'), sums: resources.volumeSums(), atMs: nowMs }
    return this.#storage
  }

  #top(ids: ReadonlySet<HostId>, nowMs: number): FleetOverview['top'] {
    const { inventory, sampler } = this.#sources
    const top = this.#consumers.top(TOP, nowMs, key => {
      const machine = inventory.machine(key)
      return machine && !machine.stale && machine.id !== null && ids.has(machine.hostId) ? machine : null
    })
    const keys = [...new Set(Object.values(top).flatMap(list => list.map(({ key }) => key)))].sort()
    this.#watchTop(keys)
    const past = Map.groupBy(
      sampler.snapshot({ keys, hostIds: [] }, SPARK_TICKS).machines,
      sample => sample.key,
    )
    const withSpark = (metric: keyof FleetOverview['top']) =>
      top[metric].map(consumer => ({ ...consumer, spark: sparkOf(past.get(consumer.key) ?? [], metric) }))
    return {
      cpu: withSpark('cpu'),
      memory: withSpark('memory'),
      disk: withSpark('disk'),
      net: withSpark('net'),
    }
  }

  /** Those at the top are looked at closely, so that their disks and NICs are measured at every tick. */
  #watchTop(keys: readonly MachineKey[]): void {
    if (keys.join() === this.#topKeys.join()) return
    this.#topKeys = keys
    const before = this.#stopTop
    this.#stopTop = this.#sources.sampler.watch({ keys, hostIds: [] }, () => undefined)
    before()
  }

  #hostSpark(hostId: HostId): (number | null)[] {
    const { hosts } = this.#sources.sampler.snapshot({ keys: [], hostIds: [hostId] }, SPARK_TICKS)
    return hosts.map(({ cpuPercent }) => cpuPercent)
  }
}

function sparkOf(samples: readonly MachineSample[], metric: keyof FleetOverview['top']): (number | null)[] {
  const values = samples.map(sample => measuresOf(sample)[metric])
  // Cores need their decimals; bytes are whole.
  return metric === 'cpu' ? values.map(value => (value === null ? null : rounded(value * 100))) : values
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map(name => [name, 0])) as Record<Name, number>
}
