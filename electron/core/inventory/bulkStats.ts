import {
  connectGetAllDomainStatsFlags as statsFlags,
  domainStatsGroup as group,
  errorCode,
  LibvirtError,
  remote,
  type RemoteDomain,
  type TypedParam,
} from '../libvirt/index.ts'
import type { LiveHost } from './ports.ts'

/** Groups that cost the daemon least: at every tick, for every running machine. */
export const cheapGroups = group.state | group.cpuTotal
/** What is asked of machines on screen, and of all at a slower beat. */
export const detailGroups = cheapGroups | group.vcpu | group.balloon | group.interface | group.block

/** One machine's part of a bulk answer. */
export interface StatsRecord {
  dom: RemoteDomain
  params: TypedParam[]
}

/** Errors that say the server does not know the call, a group or a flag. */
const unknownToServer: ReadonlySet<number> = new Set([
  errorCode.noSupport,
  errorCode.invalidArg,
  errorCode.argumentUnsupported,
  errorCode.operationUnsupported,
])

/** True where asking again the same way cannot help. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof LibvirtError && unknownToServer.has(error.code)
}

/**
 * Bulk statistics of one host. Never waits for a machine that is busy where the server knows the no-wait
 * flag (libvirt 4.5 and later); what a server does not know is left out from then on.
 */
export class BulkStats {
  readonly #live: LiveHost
  #flags: number = statsFlags.nowait
  #filters = true
  #supported = true

  constructor(live: LiveHost) {
    this.#live = live
  }

  /** False once the driver has said that it has no bulk statistics. */
  get supported(): boolean {
    return this.#supported
  }

  /** Running machines only, where the driver knows that filter: a machine that is off has nothing to measure. */
  active(groups: number, options: { signal: AbortSignal; timeoutMs: number }): Promise<StatsRecord[] | null> {
    return this.#ask([], groups, statsFlags.active, options)
  }

  /** The named machines; those that are gone are absent from the answer. */
  of(
    doms: RemoteDomain[],
    groups: number,
    options: { signal: AbortSignal; timeoutMs: number },
  ): Promise<StatsRecord[] | null> {
    return this.#ask(doms, groups, 0, options)
  }

  /** Every machine, running or not. */
  all(groups: number, options: { signal: AbortSignal; timeoutMs: number }): Promise<StatsRecord[] | null> {
    return this.#ask([], groups, 0, options)
  }

  /** Null where the driver has no bulk statistics; other errors reject. */
  async #ask(
    doms: RemoteDomain[],
    groups: number,
    filter: number,
    options: { signal: AbortSignal; timeoutMs: number },
  ): Promise<StatsRecord[] | null> {
    if (!this.#supported) return null
    const flags = ((this.#filters ? filter : 0) | this.#flags) >>> 0
    const call = remote.connectGetAllDomainStats
    try {
      const { retStats } = await this.#live.libvirt.call(call, { doms, stats: groups, flags }, options)
      return retStats
    } catch (error) {
      if (!isUnsupported(error)) throw error
      if ((flags & statsFlags.nowait) !== 0) this.#flags = 0
      else if (flags !== 0) this.#filters = false
      else this.#supported = false
      return this.#ask(doms, groups, filter, options)
    }
  }
}
