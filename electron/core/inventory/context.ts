import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { Clock } from '../clock.ts'
import {
  type CallOptions,
  errorCode,
  LibvirtError,
  LinkError,
  type RemoteDomain,
  uuidBytes,
} from '../libvirt/index.ts'
import type { Logger } from '../log.ts'
import type { BulkStats } from './bulkStats.ts'
import type { FetchQueue } from './fetchQueue.ts'
import type { HostMachines } from './hostMachines.ts'
import type { Places } from './places.ts'
import type { InventoryStore, LiveHost } from './ports.ts'
import type { SilentPools } from './silentPools.ts'
import type { StoreWriter } from './writer.ts'

/** What every part of a live host's inventory works with. */
export interface LiveContext {
  readonly live: LiveHost
  readonly host: HostMachines
  readonly store: InventoryStore
  readonly writer: StoreWriter
  readonly queue: FetchQueue
  readonly stats: BulkStats
  readonly touched: Touched
  readonly clock: Clock
  readonly log: Logger
  /** Everything of a kind was read of the host; `changed` is false where it was as before. */
  told(kind: ResourceKind, changed: boolean): void
  /** Aborted when the connection ends or the inventory closes. */
  readonly signal: AbortSignal
  /** How every call of this connection is bounded. */
  readonly bounds: CallOptions
  /** What calls of this connection that may hang have together. */
  readonly places: Places
  /** Outlives the connection. */
  readonly silentPools: SilentPools
}

/** No answer is waited for longer than this: what events said before that decides nothing any more. */
const TOUCHED_MS = 10 * 60_000

/**
 * Which machines events spoke of, and in which order. An answer that was asked for before an event came may be
 * older than the event, so it does not decide about that machine.
 */
export class Touched {
  readonly #clock: Clock
  readonly #at = new Map<DomainUuid, { moment: number; monotonicMs: number }>()
  #now = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The present moment, to be taken before something is asked. */
  get now(): number {
    return this.#now
  }

  /** Machines that are remembered. */
  get size(): number {
    return this.#at.size
  }

  touch(uuid: DomainUuid): void {
    const monotonicMs = this.#clock.monotonicMs()
    // Set anew, so that the map stays in the order of events.
    this.#at.delete(uuid)
    this.#at.set(uuid, { moment: ++this.#now, monotonicMs })
    for (const [oldest, at] of this.#at) {
      if (monotonicMs - at.monotonicMs <= TOUCHED_MS) return
      this.#at.delete(oldest)
    }
  }

  /** True when an event spoke of the machine after that moment. */
  since(uuid: DomainUuid, moment: number): boolean {
    return (this.#at.get(uuid)?.moment ?? 0) > moment
  }

  /** True when an event spoke of the machine within the last `ms`. */
  within(uuid: DomainUuid, ms: number): boolean {
    const at = this.#at.get(uuid)
    return at !== undefined && this.#clock.monotonicMs() - at.monotonicMs < ms
  }
}

/** A machine as libvirt's calls name it. */
export function domainOf({ name, uuid, id }: Pick<Machine, 'name' | 'uuid' | 'id'>): RemoteDomain {
  return { name, uuid: uuidBytes(uuid), id: id ?? -1 }
}

/** The object is gone: it went between being listed and being asked about. */
export function isGone(error: unknown): boolean {
  return error instanceof LibvirtError && gone.has(error.code)
}

const gone: ReadonlySet<number> = new Set([
  errorCode.noDomain,
  errorCode.noNetwork,
  errorCode.noInterface,
  errorCode.noStoragePool,
  errorCode.noStorageVol,
  errorCode.noNodeDevice,
  errorCode.noDomainSnapshot,
])

/** The thing is there, and the host itself could not look into it. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof LibvirtError && unreadable.has(error.code)
}

const unreadable: ReadonlySet<number> = new Set([
  errorCode.systemError,
  errorCode.internalError,
  errorCode.operationFailed,
])

/** The driver has no such thing: no networks, no storage, no snapshots. */
export function isAbsent(error: unknown): boolean {
  return error instanceof LibvirtError && absent.has(error.code)
}

const absent: ReadonlySet<number> = new Set([
  errorCode.noSupport,
  errorCode.invalidArg,
  errorCode.argumentUnsupported,
  errorCode.operationUnsupported,
  errorCode.configUnsupported,
  // A daemon of its own serves this part and is not there (modular libvirt).
  errorCode.noConnect,
  errorCode.systemError,
])

/** The connection ended, or the wait was given up: nothing to report, its owner does. */
export function isOver(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error instanceof LinkError && error.kind !== 'timeout' && error.kind !== 'encode')
}
