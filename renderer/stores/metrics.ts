import { useCallback, useSyncExternalStore } from 'react'
import type { MetricsEvent } from '../../shared/contract/index.ts'
import type { HostId, MachineKey } from '../../shared/ids.ts'
import type { HostSample, MachineSample, SamplerState } from '../../shared/models/metrics.ts'

/** Samples kept for a row's sparkline. */
export const SPARK_SAMPLES = 40

/**
 * The last samples of what is on screen. Kept outside React's state: a row listens to its own machine
 * only, so that a tick redraws the cells in view and nothing else.
 */
export class MetricsBoard {
  readonly #series = new Map<MachineKey, readonly MachineSample[]>()
  readonly #hosts = new Map<HostId, HostSample>()
  readonly #samplers = new Map<HostId, SamplerState>()
  readonly #listeners = new Map<string, Set<() => void>>()

  apply(events: readonly MetricsEvent[]): void {
    const touched = new Set<string>()
    for (const event of events) {
      if (event.type === 'snapshot') {
        for (const [key, samples] of Map.groupBy(event.machines, sample => sample.key)) {
          this.#series.set(key, samples.toSorted((a, b) => a.atMs - b.atMs).slice(-SPARK_SAMPLES))
          touched.add(key)
        }
        for (const host of event.hosts) this.#host(host, touched)
        for (const sampler of event.samplers) {
          this.#samplers.set(sampler.hostId, sampler)
          touched.add(sampler.hostId)
        }
        continue
      }
      for (const sample of event.machines) {
        this.#add(sample)
        touched.add(sample.key)
      }
      // A tick in which the host told nothing of itself is a gap, not what it told before.
      if (event.host) this.#host(event.host, touched)
      else this.#hosts.delete(event.hostId)
      this.#samplers.set(event.hostId, event.sampler)
      touched.add(event.hostId)
    }
    for (const name of touched) for (const listener of this.#listeners.get(name) ?? []) listener()
    if (touched.size > 0) for (const listener of this.#listeners.get('*') ?? []) listener()
  }

  /** Oldest first; the array is a new one whenever a sample came. */
  series(key: MachineKey): readonly MachineSample[] {
    return this.#series.get(key) ?? none
  }

  latest(key: MachineKey): MachineSample | undefined {
    return this.#series.get(key)?.at(-1)
  }

  host(hostId: HostId): HostSample | undefined {
    return this.#hosts.get(hostId)
  }

  sampler(hostId: HostId): SamplerState | undefined {
    return this.#samplers.get(hostId)
  }

  samplers(): SamplerState[] {
    return [...this.#samplers.values()]
  }

  /** Calls back when the machine or host has a new sample; `*` is any of them. */
  listen(name: MachineKey | HostId | '*', listener: () => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name)
    }
  }

  /** Forgets machines that are gone. */
  keepOnly(has: (key: MachineKey) => boolean): void {
    for (const key of this.#series.keys()) if (!has(key)) this.#series.delete(key)
  }

  /** Forgets what a host told, until it tells again. */
  forgetHost(hostId: HostId): void {
    this.#hosts.delete(hostId)
    this.#samplers.delete(hostId)
  }

  #add(sample: MachineSample): void {
    const before = this.#series.get(sample.key) ?? none
    const last = before.at(-1)
    if (last && last.atMs >= sample.atMs) return
    // Only what somebody looks at needs its past; a row that comes into view is given it by a snapshot.
    if (!this.#listeners.has(sample.key)) {
      this.#series.set(sample.key, [sample])
      return
    }
    const kept = before.length < SPARK_SAMPLES ? before : before.slice(1 - SPARK_SAMPLES)
    this.#series.set(sample.key, [...kept, sample])
  }

  #host(host: HostSample, touched: Set<string>): void {
    this.#hosts.set(host.hostId, host)
    touched.add(host.hostId)
  }
}

const none: readonly MachineSample[] = []

/** The board that the interface's rows read. */
export const metricsBoard = new MetricsBoard()

/** A machine's recent samples; draws again when one comes. */
export function useSeries(machine: MachineKey): readonly MachineSample[] {
  return useSyncExternalStore(
    useCallback(listener => metricsBoard.listen(machine, listener), [machine]),
    () => metricsBoard.series(machine),
  )
}
