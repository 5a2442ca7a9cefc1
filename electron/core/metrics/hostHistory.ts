import { type DomainUuid, type HostId, machineKey } from '../../../shared/ids.ts'
import { type HostSample, type MachineSample, machineMetricNames } from '../../../shared/models/metrics.ts'
import type { Clock } from '../clock.ts'
import { hostMetricNames, type HostValues } from './hostRates.ts'
import type { MachineValues } from './machineRates.ts'
import { SampleRing } from './ring.ts'
import { hostRing, hostSample, machineRing, machineSample } from './samples.ts'

/** Tracks of machines that were silent for all that the ring holds are dropped. */
const FORGET_AFTER_MS = machineRing.coarseMs * machineRing.coarseSlots
const PRUNE_EVERY_ROWS = 200
/** Metrics before this one are read at every tick, the others at a slower beat where nobody looks. */
const FIRST_DETAIL = machineMetricNames.indexOf('memoryRssBytes')

/** The last hours of one host and its machines. Outlives connections: what was not measured is a gap. */
export class HostHistory {
  readonly #hostId: HostId
  readonly #clock: Clock
  readonly #machines = new SampleRing<DomainUuid>(machineRing)
  readonly #host = new SampleRing<HostId>(hostRing)
  /** Machines that ran at the last row, whether or not anything could be measured of them. */
  readonly #present = new Set<DomainUuid>()
  #lastMonotonicMs: number | null = null
  #rows = 0

  constructor(hostId: HostId, clock: Clock) {
    this.#hostId = hostId
    this.#clock = clock
  }

  /** Wall time of the last row (Unix ms); null before the first. */
  get lastMs(): number | null {
    return this.#lastMonotonicMs === null ? null : this.#machines.lastMs
  }

  /** Begins a row now: a gap until values are set. When the wall clock went back, what is stored goes back with it. */
  begin(): void {
    const nowMs = this.#clock.nowMs()
    const monotonicMs = this.#clock.monotonicMs()
    const passedMs = Math.max(1, monotonicMs - (this.#lastMonotonicMs ?? monotonicMs))
    for (const ring of [this.#machines, this.#host]) {
      if (this.#lastMonotonicMs !== null && nowMs <= ring.lastMs) ring.shift(nowMs - passedMs - ring.lastMs)
      ring.begin(nowMs)
    }
    this.#lastMonotonicMs = monotonicMs
    this.#present.clear()
    if (++this.#rows % PRUNE_EVERY_ROWS === 0) this.#machines.prune(nowMs - FORGET_AFTER_MS)
  }

  setMachine(uuid: DomainUuid, values: MachineValues): void {
    this.#present.add(uuid)
    const track = this.#machines.track(uuid)
    for (let column = 0; column < machineMetricNames.length; column++) {
      const name = machineMetricNames[column] as (typeof machineMetricNames)[number]
      this.#machines.set(track, column, values[name])
    }
  }

  setHost(values: HostValues): void {
    const track = this.#host.track(this.#hostId)
    hostMetricNames.forEach((name, column) => {
      this.#host.set(track, column, values[name])
    })
  }

  /**
   * The last row of a machine that ran then, filled with the newest values of the slower beat that are at most
   * `detailMaxAgeMs` old.
   */
  latestMachine(uuid: DomainUuid, detailMaxAgeMs: number): MachineSample | undefined {
    if (!this.#present.has(uuid)) return undefined
    const values = new Float32Array(machineRing.columns).fill(Number.NaN)
    for (let column = 0; column < machineRing.columns; column++) {
      const value = this.#machines.newest(uuid, column, column < FIRST_DETAIL ? 0 : detailMaxAgeMs)
      if (value !== null) values[column] = value
    }
    return machineSample(machineKey(this.#hostId, uuid), { atMs: this.#machines.lastMs, values })
  }

  machine(uuid: DomainUuid, sinceMs: number): MachineSample[] {
    const key = machineKey(this.#hostId, uuid)
    return this.#machines.history(uuid, sinceMs).map(row => machineSample(key, row))
  }

  host(sinceMs: number): HostSample[] {
    return this.#host.history(this.#hostId, sinceMs).map(row => hostSample(this.#hostId, row))
  }

  /** The last `count` rows of one machine, or of every machine that has any. */
  lastOfMachine(uuid: DomainUuid | null, count: number): MachineSample[] {
    const uuids = uuid === null ? [...this.#machines.keys()] : [uuid]
    return uuids.flatMap(one => {
      const key = machineKey(this.#hostId, one)
      return this.#machines.latest(one, count).map(row => machineSample(key, row))
    })
  }

  lastOfHost(count: number): HostSample[] {
    return this.#host.latest(this.#hostId, count).map(row => hostSample(this.#hostId, row))
  }

  /** Machines of which anything is kept. */
  get machineCount(): number {
    return this.#machines.subjects
  }
}
