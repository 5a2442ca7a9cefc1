import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { HostSample, MachineSample } from '../../../shared/models/metrics.ts'
import type { Interest, MetricsTick, Sampler } from '../metrics/index.ts'
import type { InventoryView, RegistryView, SamplerView } from './types.ts'
import type { Sight } from './sight.ts'

/** Measurements of machines and hosts whose metrics a person may read. */
export class NarrowedSampler implements SamplerView {
  readonly #all: Sampler
  readonly #sight: Sight
  readonly #registry: Pick<RegistryView, 'list'>
  readonly #inventory: Pick<InventoryView, 'machines'>

  constructor(
    all: Sampler,
    sight: Sight,
    registry: Pick<RegistryView, 'list'>,
    inventory: Pick<InventoryView, 'machines'>,
  ) {
    this.#all = all
    this.#sight = sight
    this.#registry = registry
    this.#inventory = inventory
  }

  watch(interest: Interest, cb: (tick: MetricsTick) => void): () => void {
    return this.#all.watch(this.#interest(interest), tick => {
      const told = this.#tick(tick)
      if (told) cb(told)
    })
  }

  snapshot(interest: Interest, history: number): ReturnType<Sampler['snapshot']> {
    const found = this.#all.snapshot(this.#interest(interest), history)
    const machines = found.machines.filter(({ key }) => this.#sees(key))
    const hosts = new Set(machines.map(({ key }) => splitMachineKey(key).hostId))
    return {
      machines,
      hosts: found.hosts.filter(({ hostId }) => this.#seesHost(hostId)),
      samplers: found.samplers.filter(({ hostId }) => hosts.has(hostId) || this.#seesHost(hostId)),
    }
  }

  watchMachine(...[key, cb]: Parameters<Sampler['watchMachine']>): () => void {
    if (!this.#sees(key)) return () => undefined
    return this.#all.watchMachine(key, sample => {
      if (this.#sees(key)) cb(sample)
    })
  }

  machineDetails(key: MachineKey): ReturnType<Sampler['machineDetails']> {
    return this.#sees(key) ? this.#all.machineDetails(key) : { samples: [], sampler: null }
  }

  machineHistory(key: MachineKey, sinceMs?: number): MachineSample[] {
    return this.#sees(key) ? this.#all.machineHistory(key, sinceMs) : []
  }

  hostHistory(hostId: HostId, sinceMs?: number): HostSample[] {
    return this.#seesHost(hostId) ? this.#all.hostHistory(hostId, sinceMs) : []
  }

  latest(key: MachineKey): MachineSample | undefined {
    return this.#sees(key) ? this.#all.latest(key) : undefined
  }

  latestHost(hostId: HostId): HostSample | undefined {
    return this.#seesHost(hostId) ? this.#all.latestHost(hostId) : undefined
  }

  #sees(key: MachineKey): boolean {
    return this.#sight.key(key, 'metrics.read')
  }

  #seesHost(hostId: HostId): boolean {
    return this.#sight.host(hostId) && this.#sight.host(hostId, 'metrics.read')
  }

  /** Nobody makes the core measure what they can't see. */
  #interest({ keys, hostIds }: Interest): Interest {
    if (keys !== null) {
      const own = keys.filter(key => this.#sees(key))
      return { keys: own, hostIds: (hostIds ?? []).filter(hostId => this.#seesHost(hostId)) }
    }
    const wanted = hostIds ?? [
      ...this.#registry.list().map(({ id }) => id),
      ...[...this.#inventory.machines()].map(({ hostId }) => hostId),
    ]
    return { keys: null, hostIds: [...new Set(wanted)] }
  }

  #tick(tick: MetricsTick): MetricsTick | null {
    const seesHost = this.#seesHost(tick.hostId)
    const machines = tick.machines.filter(({ key }) => this.#sees(key))
    if (!seesHost && machines.length === 0) return null
    return { ...tick, machines, host: seesHost ? tick.host : null }
  }
}
