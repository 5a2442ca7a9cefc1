import { type DomainUuid, type HostId, machineKey } from '../../../shared/ids.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Clock } from '../clock.ts'
import { BulkStats, cheapGroups, detailGroups, type StatsRecord } from '../inventory/bulkStats.ts'
import type { LiveHost } from '../inventory/ports.ts'
import { domainStatsGroup, type RemoteDomain, uuidText } from '../libvirt/index.ts'
import { readCounters } from './counters.ts'
import { readDetailCounters } from './detailCounters.ts'
import { type DetailMemory, type DetailValues, detailValues } from './detailRates.ts'
import { HostProbe } from './hostProbe.ts'
import { type HostReading, type HostValues, hostValues } from './hostRates.ts'
import { freshMemory, type MachineMemory, type MachineValues, machineValues } from './machineRates.ts'
import type { Instant } from './rates.ts'

/** What the sampler needs to know of machines and hosts. */
export interface SampledInventory {
  machine(key: MachineKey): Machine | undefined
  facts(hostId: HostId): HostFacts | null
  /** Told the running machines of a host as a tick saw them, so that what no event told is noticed. */
  observe?(live: LiveHost, running: readonly StatsRecord[]): void
  /** Machines whose disks must not be looked at: it would hang, and hold up whoever lists machines. Null while that is not known. */
  waitingForStorage(hostId: HostId): ReadonlySet<DomainUuid> | null
}

/** What one tick asks for and how it is bounded. */
export interface TickRequest {
  /** Everything of every running machine, not only what is cheap. */
  detailed: boolean
  /** Machines on screen: everything of them at every tick. */
  watched: RemoteDomain[]
  /** Machines that are looked at part by part. */
  parts: ReadonlySet<DomainUuid>
  intervalMs: number
  detailIntervalMs: number
  timeoutMs: number
  signal: AbortSignal
}

/** What one tick measured. */
export interface TickValues {
  machines: Map<DomainUuid, MachineValues>
  host: HostValues | null
  /** Of machines that are looked at part by part. */
  details: Map<DomainUuid, DetailValues>
}

/** Reads one connection of one host, tick by tick; counters of the last tick are remembered here and die with it. */
export class HostReader {
  readonly live: LiveHost
  readonly #clock: Clock
  readonly #inventory: SampledInventory
  readonly #stats: BulkStats
  readonly #probe: HostProbe
  readonly #memory = new Map<DomainUuid, MachineMemory>()
  readonly #parts = new Map<DomainUuid, DetailMemory>()
  #hostBefore: HostReading | null = null
  #intervalBeforeMs = 0
  #detailIntervalBeforeMs = 0

  constructor(live: LiveHost, clock: Clock, inventory: SampledInventory) {
    this.live = live
    this.#clock = clock
    this.#inventory = inventory
    this.#stats = new BulkStats(live)
    this.#probe = new HostProbe(live, clock)
  }

  /** One bulk call for all running machines, one more for those on screen, one command for the host beside them. */
  async read(request: TickRequest): Promise<TickValues> {
    const { detailed, signal, timeoutMs } = request
    const waiting = this.#inventory.waitingForStorage(this.live.hostId)
    const groups = waiting?.size === 0 ? detailGroups : detailGroups & ~domainStatsGroup.block
    const ofWatched = waiting === null ? groups : detailGroups
    const watched = detailed
      ? []
      : request.watched.filter(({ uuid }) => !waiting?.has(uuidText(uuid) as DomainUuid))
    const stats = async () => {
      // One after the other: libvirt 8.2 and later asks the guest's monitor for its CPU too, and a machine that is
      // busy with one call leaves its disks and memory out of the other.
      const details =
        watched.length === 0 ? null : await this.#stats.of(watched, ofWatched, { signal, timeoutMs })
      const all = await this.#stats.active(detailed ? groups : cheapGroups, { signal, timeoutMs })
      return { details, records: all }
    }
    const [{ details, records }, host] = await Promise.all([stats(), this.#probe.read(signal, timeoutMs)])
    const at: Instant = { hostSeconds: host?.uptimeSeconds ?? null, localMs: this.#clock.monotonicMs() }
    // An interval that was just shortened must not make a gap of the longer one before it.
    const intervalMs = Math.max(request.intervalMs, this.#intervalBeforeMs)
    const detailIntervalMs = Math.max(request.detailIntervalMs, this.#detailIntervalBeforeMs)
    this.#intervalBeforeMs = request.intervalMs
    this.#detailIntervalBeforeMs = request.detailIntervalMs
    const all = [...(details ?? []), ...(records ?? [])]
    const machines = this.#machines(all, { at, intervalMs, detailIntervalMs })
    if (records) this.#inventory.observe?.(this.live, records)
    const reading = host && { at, counters: host }
    const values = reading && hostValues(this.#hostBefore, reading, intervalMs)
    if (reading) this.#hostBefore = reading
    return { machines, host: values, details: this.#details(all, request.parts, at, intervalMs) }
  }

  #machines(
    records: readonly StatsRecord[],
    times: { at: Instant; intervalMs: number; detailIntervalMs: number },
  ): Map<DomainUuid, MachineValues> {
    const { hostId } = this.live
    const hostCpus = this.#inventory.facts(hostId)?.cpus ?? null
    const values = new Map<DomainUuid, MachineValues>()
    for (const { dom, params } of records) {
      const uuid = uuidText(dom.uuid) as DomainUuid
      // A machine on screen comes first with everything; its cheap record of the same tick adds nothing.
      if (dom.id < 0 || values.has(uuid)) continue
      let memory = this.#memory.get(uuid)
      if (memory?.id !== dom.id) {
        memory = freshMemory(dom.id)
        this.#memory.set(uuid, memory)
      }
      const vcpus = this.#inventory.machine(machineKey(hostId, uuid))?.vcpus ?? null
      values.set(uuid, machineValues(memory, readCounters(params), { ...times, vcpus, hostCpus }))
    }
    for (const uuid of this.#memory.keys()) if (!values.has(uuid)) this.#memory.delete(uuid)
    return values
  }

  /** The parts of the machines that are looked at closely; who is not, is forgotten at once. */
  #details(
    records: readonly StatsRecord[],
    wanted: ReadonlySet<DomainUuid>,
    at: Instant,
    intervalMs: number,
  ): Map<DomainUuid, DetailValues> {
    const values = new Map<DomainUuid, DetailValues>()
    for (const uuid of this.#parts.keys()) if (!wanted.has(uuid)) this.#parts.delete(uuid)
    if (wanted.size === 0) return values
    for (const { dom, params } of records) {
      const uuid = uuidText(dom.uuid) as DomainUuid
      if (dom.id < 0 || !wanted.has(uuid) || values.has(uuid)) continue
      const now = { id: dom.id, at, counters: readDetailCounters(params) }
      values.set(uuid, detailValues(this.#parts.get(uuid), now, intervalMs))
      this.#parts.set(uuid, now)
    }
    return values
  }
}
