import { type DomainUuid, type HostId, machineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Clock } from '../clock.ts'
import type { Changes } from './changes.ts'
import { type HostLabel, sameMachine, stored, unknownMachine } from './compose.ts'
import type { StoreWriter } from './writer.ts'

/** More machines than libvirt's own list can carry are a host's invention (`REMOTE_DOMAIN_LIST_MAX`). */
const MACHINES_MAX = 16_384

/** What machines were given together; what is not known counts as none. */
export interface Given {
  vcpus: number
  memoryBytes: number
}

/**
 * What is known of one host's machines, live or not. Machines are replaced when they change, never edited;
 * only what concerns all of a host's machines at once (`stale`, `asOfMs`) is set on them in place
 * and told as one change.
 */
export class HostMachines {
  readonly hostId: HostId
  readonly #clock: Clock
  readonly #changes: Changes
  readonly #writer: StoreWriter
  readonly #machines = new Map<DomainUuid, Machine>()
  #label: HostLabel
  #confirmedAtMs: number | null
  #stale = true

  constructor(
    hostId: HostId,
    label: HostLabel,
    confirmedAtMs: number | null,
    parts: { clock: Clock; changes: Changes; writer: StoreWriter },
  ) {
    this.hostId = hostId
    this.#label = label
    this.#confirmedAtMs = confirmedAtMs
    this.#clock = parts.clock
    this.#changes = parts.changes
    this.#writer = parts.writer
  }

  get label(): HostLabel {
    return this.#label
  }

  /** True while the host is not live: everything here is what was known last. */
  get stale(): boolean {
    return this.#stale
  }

  /** When the host last confirmed its machines (Unix ms); null if never. */
  get confirmedAtMs(): number | null {
    return this.#confirmedAtMs
  }

  get size(): number {
    return this.#machines.size
  }

  get(uuid: DomainUuid): Machine | undefined {
    return this.#machines.get(uuid)
  }

  all(): Iterable<Machine> {
    return this.#machines.values()
  }

  uuids(): DomainUuid[] {
    return [...this.#machines.keys()]
  }

  running(): number {
    let running = 0
    for (const { id } of this.#machines.values()) if (id !== null) running++
    return running
  }

  /** vCPUs and memory (bytes) of the machines that run, and of all. */
  given(): { running: Given; defined: Given } {
    const running = { vcpus: 0, memoryBytes: 0 }
    const defined = { vcpus: 0, memoryBytes: 0 }
    for (const { id, vcpus, memoryBytes } of this.#machines.values()) {
      for (const sum of id === null ? [defined] : [defined, running]) {
        sum.vcpus += vcpus ?? 0
        sum.memoryBytes += memoryBytes ?? 0
      }
    }
    return { running, defined }
  }

  /** Puts a stored machine in, without telling or storing it. */
  hydrate(machine: Machine): void {
    this.#machines.set(machine.uuid, machine)
  }

  /** Changes a known machine; what comes out the same is neither told nor stored. */
  update(uuid: DomainUuid, change: (machine: Machine) => Machine): void {
    const before = this.#machines.get(uuid)
    if (before) this.#put(before, change(before))
  }

  /** Changes a machine that may be new here; false where it is one more than a host can have. */
  upsert(uuid: DomainUuid, name: string, change: (machine: Machine) => Machine): boolean {
    const before = this.#machines.get(uuid)
    if (before === undefined && this.#machines.size >= MACHINES_MAX) return false
    const fresh = before ?? unknownMachine(this.hostId, uuid, name, this.#label, this.#clock.nowMs())
    this.#put(before, change({ ...fresh, stale: this.#stale }))
    return true
  }

  remove(uuid: DomainUuid): void {
    if (!this.#machines.delete(uuid)) return
    this.#writer.remove(this.hostId, uuid)
    this.#changes.touch(machineKey(this.hostId, uuid))
  }

  /** The host said now that the machines of which `sure` holds are as they are known here. */
  confirm(sure: (uuid: DomainUuid) => boolean): void {
    const nowMs = this.#clock.nowMs()
    this.#confirmedAtMs = nowMs
    for (const machine of this.#machines.values()) if (sure(machine.uuid)) machine.asOfMs = nowMs
  }

  /** Stores and tells the time of the last confirmation. */
  tellConfirmed(): void {
    if (this.#confirmedAtMs !== null) this.#writer.confirm(this.hostId, this.#confirmedAtMs)
    this.#changes.stale(this.hostId, this.#stale, this.#confirmedAtMs)
  }

  /** The host is live, or is not. */
  setStale(stale: boolean): void {
    this.#stale = stale
    for (const machine of this.#machines.values()) machine.stale = stale
    this.#changes.stale(this.hostId, stale, this.#confirmedAtMs)
  }

  /** The host or one of its sites got another name or place. */
  setLabel(label: HostLabel): void {
    const old = this.#label
    if (old.host === label.host && old.siteId === label.siteId && old.site === label.site) return
    this.#label = label
    for (const machine of [...this.#machines.values()]) {
      this.#machines.set(machine.uuid, { ...machine, ...label })
      this.#changes.touch(machine.key)
    }
  }

  /** The host is gone from the fleet: tells that its machines are. */
  drop(): void {
    for (const { key } of this.#machines.values()) this.#changes.touch(key)
    this.#machines.clear()
  }

  #put(before: Machine | undefined, after: Machine): void {
    if (before && sameMachine(before, after)) return
    const { uuid, key } = after
    this.#machines.set(uuid, { ...after, asOfMs: this.#clock.nowMs() })
    this.#writer.machine(this.hostId, uuid, () => stored(this.#machines.get(uuid) ?? after))
    this.#changes.touch(key)
  }
}
