import type { z } from 'zod'
import type { MetricsEvent } from '../../../shared/contract/metrics.ts'
import {
  type DomainUuid,
  type HostId,
  type MachineKey,
  machineKey,
  splitMachineKey,
} from '../../../shared/ids.ts'
import type { HostSample, MachineSample, SamplerState } from '../../../shared/models/metrics.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import type { Clock } from '../clock.ts'
import type { HostDirectory } from '../inventory/ports.ts'
import type { Logger } from '../log.ts'
import { DetailWatch } from './detailWatch.ts'
import type { SampledInventory, TickValues } from './hostReader.ts'
import { HostSampler, type TickIntervals } from './hostSampler.ts'

/** One tick of one host as it goes to watchers and recorders. */
export type MetricsTick = Omit<Extract<z.infer<typeof MetricsEvent>, { type: 'tick' }>, 'type'>

/**
 * What somebody looks at. `keys`: machines on screen, or null for every machine of the hosts. `hostIds`:
 * hosts on screen; null means the hosts of `keys`, or every host when `keys` is null too.
 */
export interface Interest {
  keys: readonly MachineKey[] | null
  hostIds: readonly HostId[] | null
}

interface Watcher {
  keys: ReadonlySet<MachineKey> | null
  hosts: ReadonlySet<HostId> | null
  cb(tick: MetricsTick): void
}

/** Samples every live host, each at its own beat; keeps the last hours and tells whoever watches. */
export class Sampler {
  readonly #registry: HostDirectory
  readonly #clock: Clock
  readonly #inventory: SampledInventory
  readonly #log: Logger
  readonly #hosts = new Map<HostId, HostSampler>()
  readonly #watchers = new Set<Watcher>()
  readonly #details = new DetailWatch()
  readonly #recorders = new Set<(tick: MetricsTick) => void>()
  readonly #onLate: (hostId: HostId, isLate: boolean) => void
  readonly #unsubscribe: () => void
  #closed = false

  /** `onLate` is told of a host that has been asked for long without an answer, and when it answers again. */
  constructor(parts: {
    registry: HostDirectory
    inventory: SampledInventory
    clock: Clock
    log: Logger
    onLate?: (hostId: HostId, isLate: boolean) => void
  }) {
    this.#onLate = parts.onLate ?? (() => undefined)
    this.#registry = parts.registry
    this.#inventory = parts.inventory
    this.#clock = parts.clock
    this.#log = parts.log
    this.#registry.attach({
      name: 'metrics',
      onLive: async live => {
        if (!this.#closed) this.#host(live.hostId).start(live)
      },
    })
    this.#unsubscribe = this.#registry.onHost(event => {
      if (event.type !== 'state') this.#hostsChanged()
    })
  }

  /** Says what is on screen; `cb` gets every tick of it until the returned function is called. */
  watch(interest: Interest, cb: (tick: MetricsTick) => void): () => void {
    const watcher: Watcher = { ...normalized(interest), cb }
    this.#watchers.add(watcher)
    this.#spreadInterest()
    return () => {
      if (this.#watchers.delete(watcher)) this.#spreadInterest()
    }
  }

  /** As `watch`, of one machine and each of its parts; what is measured is kept while somebody looks. */
  watchMachine(key: MachineKey, cb: (sample: MachineDetailSample) => void): () => void {
    const stop = this.#details.add(key, cb)
    const leave = this.watch({ keys: [key], hostIds: null }, () => undefined)
    return () => {
      stop()
      leave()
    }
  }

  /** What was measured of each part of a machine while somebody looked, oldest first, and how it is sampled. */
  machineDetails(key: MachineKey): { samples: MachineDetailSample[]; sampler: SamplerState | null } {
    const { hostId } = splitMachineKey(key)
    return { samples: this.#details.samples(key), sampler: this.#hosts.get(hostId)?.state ?? null }
  }

  /** The last `history` ticks of what is looked at, and how each of its hosts is being sampled. */
  snapshot(
    interest: Interest,
    history: number,
  ): { machines: MachineSample[]; hosts: HostSample[]; samplers: SamplerState[] } {
    const { keys, hosts } = normalized(interest)
    const samplers = [...this.#hosts.values()].filter(host => hosts === null || hosts.has(host.hostId))
    const machines =
      keys === null
        ? samplers.flatMap(host => host.history.lastOfMachine(null, history))
        : [...keys].flatMap(key => {
            const { hostId, uuid } = splitMachineKey(key)
            return this.#hosts.get(hostId)?.history.lastOfMachine(uuid, history) ?? []
          })
    return {
      machines,
      hosts: samplers.flatMap(host => host.history.lastOfHost(history)),
      samplers: samplers.map(host => host.state),
    }
  }

  /** Everything kept of a machine since then, oldest first: bucket means, then every tick. */
  machineHistory(key: MachineKey, sinceMs = 0): MachineSample[] {
    const { hostId, uuid } = splitMachineKey(key)
    return this.#hosts.get(hostId)?.history.machine(uuid, sinceMs) ?? []
  }

  /** As `machineHistory`, of a host. */
  hostHistory(hostId: HostId, sinceMs = 0): HostSample[] {
    return this.#hosts.get(hostId)?.history.host(sinceMs) ?? []
  }

  /** The newest sample while the host is live and its ticks come in; undefined otherwise. */
  latest(key: MachineKey): MachineSample | undefined {
    const { hostId, uuid } = splitMachineKey(key)
    const host = this.#hosts.get(hostId)
    return host?.fresh ? host.history.latestMachine(uuid, host.detailMaxAgeMs) : undefined
  }

  latestHost(hostId: HostId): HostSample | undefined {
    const host = this.#hosts.get(hostId)
    return host?.fresh ? host.history.lastOfHost(1)[0] : undefined
  }

  /** Every tick of every host, with all its machines: what a recorder attaches to. */
  onSample(cb: (tick: MetricsTick) => void): () => void {
    this.#recorders.add(cb)
    return () => this.#recorders.delete(cb)
  }

  /** One tick of a live host now, everything measured; two ticks give rates. Rejects `AppError` host.notLive. */
  async tickOnce(hostId: HostId, signal: AbortSignal): Promise<void> {
    const live = await this.#registry.connection(hostId, signal)
    await this.#host(hostId).tickOnce(live, signal)
  }

  /** Stops every tick; resolves when none is under way any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#unsubscribe()
    await Promise.all([...this.#hosts.values()].map(host => host.close()))
  }

  #host(hostId: HostId): HostSampler {
    const known = this.#hosts.get(hostId)
    if (known) return known
    const made = new HostSampler(hostId, this.#intervals(hostId), {
      clock: this.#clock,
      inventory: this.#inventory,
      log: this.#log,
      onTick: (id, values) => this.#tell(id, values),
      onLate: (id, isLate) => this.#onLate(id, isLate),
    })
    this.#hosts.set(hostId, made)
    this.#spreadInterest()
    return made
  }

  /** The intervals of a host as its options and its sites' say. */
  #intervals(hostId: HostId): TickIntervals {
    const { tickMs, backgroundTickMs } = this.#registry.options(hostId).options
    return { tickMs, backgroundTickMs }
  }

  #hostsChanged(): void {
    for (const [hostId, host] of this.#hosts) {
      if (this.#registry.get(hostId)) host.setIntervals(this.#intervals(hostId))
      else {
        this.#hosts.delete(hostId)
        this.#details.forget(hostId)
        void host.close()
      }
    }
  }

  #spreadInterest(): void {
    const watchers = [...this.#watchers]
    for (const host of this.#hosts.values()) {
      const interested = watchers.filter(({ hosts }) => hosts === null || hosts.has(host.hostId))
      const keys = new Set<MachineKey>()
      for (const watcher of interested) {
        for (const key of watcher.keys ?? []) if (key.startsWith(host.hostId)) keys.add(key)
      }
      const close = [...this.#details.keys()].filter(key => key.startsWith(host.hostId))
      host.setInterest(interested.length > 0, keys, close)
    }
  }

  #tell(hostId: HostId, values: TickValues): void {
    const watchers = [...this.#watchers].filter(({ hosts }) => hosts === null || hosts.has(hostId))
    const host = this.#hosts.get(hostId)
    this.#details.take(hostId, host?.history.lastMs ?? 0, values.details)
    if (!host || (watchers.length === 0 && this.#recorders.size === 0)) return
    const atMs = host.history.lastMs ?? 0
    const hostSample = values.host && { hostId, atMs, ...values.host }
    const sample = (uuid: DomainUuid): MachineSample | null => {
      const machine = values.machines.get(uuid)
      return machine ? { key: machineKey(hostId, uuid), atMs, ...machine } : null
    }
    let everything: MachineSample[] | null = null
    const all = () => {
      everything ??= [...values.machines.keys()].map(sample).filter(one => one !== null)
      return everything
    }
    const tick = (machines: MachineSample[]): MetricsTick => ({
      hostId,
      machines,
      host: hostSample,
      sampler: host.state,
    })
    for (const recorder of this.#recorders) recorder(tick(all()))
    for (const { keys, cb } of watchers) {
      if (keys === null) cb(tick(all()))
      else cb(tick([...keys].map(key => ofHost(key, hostId, sample)).filter(one => one !== null)))
    }
  }
}

function ofHost(
  key: MachineKey,
  hostId: HostId,
  sample: (uuid: DomainUuid) => MachineSample | null,
): MachineSample | null {
  const parts = splitMachineKey(key)
  return parts.hostId === hostId ? sample(parts.uuid) : null
}

function normalized({ keys, hostIds }: Interest): Pick<Watcher, 'keys' | 'hosts'> {
  if (keys === null) return { keys: null, hosts: hostIds && new Set(hostIds) }
  const hosts = new Set(keys.map(key => splitMachineKey(key).hostId))
  for (const hostId of hostIds ?? []) hosts.add(hostId)
  return { keys: new Set(keys), hosts }
}
