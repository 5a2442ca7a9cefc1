import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { HostPhase } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { HostDirectory } from '../inventory/index.ts'
import type { FleetLogEvent } from '../store/index.ts'

/** Since when each host is reached, and of which machines it has told by itself since. */
export class AwayHosts {
  readonly #clock: Clock
  readonly #begunMs: number
  readonly #away = new Map<HostId, { phase: HostPhase; sinceMs: number }>()
  readonly #told = new Map<HostId, Map<MachineKey, number>>()
  readonly #stop: () => void

  constructor(clock: Clock, registry: Pick<HostDirectory, 'onHost'>) {
    this.#clock = clock
    this.#begunMs = clock.nowMs()
    this.#stop = registry.onHost(event => {
      if (event.type === 'removed') this.#forget(event.hostId)
      if (event.type === 'state') this.#moved(event.hostId, event.state.phase)
    })
  }

  /** When it was last not reached (Unix ms): what it confirmed after that is of this connection. Before the core itself began nobody looked. */
  awayUntilMs(hostId: HostId): number {
    return this.#away.get(hostId)?.sinceMs ?? this.#begunMs
  }

  /** libvirt told of a machine itself. */
  heard({ kind, key, atMs }: FleetLogEvent): void {
    if (kind !== 'lifecycle' || key === null) return
    const { hostId } = splitMachineKey(key)
    const its = this.#told.get(hostId) ?? new Map<MachineKey, number>()
    this.#told.set(hostId, its.set(key, its.get(key) ?? atMs))
  }

  /** Whether the machine was told of over this connection before that moment: it is an event of its own. */
  toldOf(key: MachineKey, atMs: number): boolean {
    const toldMs = this.#told.get(splitMachineKey(key).hostId)?.get(key)
    return toldMs !== undefined && toldMs <= atMs
  }

  close(): void {
    this.#stop()
  }

  /** An attempt lists the machines before it is live: from its beginning on the host is looked at again. */
  #moved(hostId: HostId, phase: HostPhase): void {
    const before = this.#away.get(hostId)
    const sinceMs = phase === 'live' || phase === 'degraded' ? before?.sinceMs : this.#clock.nowMs()
    if (before?.phase === phase || sinceMs === undefined) return
    this.#away.set(hostId, { phase, sinceMs })
    if (phase !== 'live' && phase !== 'degraded') this.#told.delete(hostId)
  }

  #forget(hostId: HostId): void {
    this.#away.delete(hostId)
    this.#told.delete(hostId)
  }
}
