import type { HostId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import { networkSuspected, probeIntervalMs, type Reach } from './suspicion.ts'

/** How soon it is looked again whether a probe under way has ended. */
const BUSY_MS = 250

/** What the watch needs of the sessions. */
export interface OutageParts {
  clock: Clock
  /** The local network became the suspect, or was cleared. */
  onSuspect(suspect: boolean): void
  /** Hosts that wait for the network, in a stable order. */
  waiting(): HostId[]
  /** Tries one host, with short deadlines. */
  probe(hostId: HostId): void
  /** True while that host's attempt is under way. */
  busy(hostId: HostId): boolean
}

/** Knows which hosts are reached, suspects the local network when none is, and then probes one at a time. */
export class OutageWatch {
  readonly #parts: OutageParts
  readonly #hosts = new Map<HostId, Reach>()
  #since: number | null = null
  #cancel: () => void = () => {}
  #last: HostId | null = null

  constructor(parts: OutageParts) {
    this.#parts = parts
  }

  get suspect(): boolean {
    return this.#since !== null
  }

  /** A host is about to be tried for the first time since it was forgotten. */
  expect(hostId: HostId): void {
    if (!this.#hosts.has(hostId)) this.#hosts.set(hostId, { status: 'untried', failingSince: null })
  }

  /** Something came from the host: the network is cleared. */
  reached(hostId: HostId): void {
    this.#hosts.set(hostId, { status: 'reached', failingSince: null })
    this.clear()
  }

  /** An attempt or a connection ended because nothing came. */
  unreached(hostId: HostId): void {
    if (this.#hosts.get(hostId)?.status !== 'failing') {
      this.#hosts.set(hostId, { status: 'failing', failingSince: this.#parts.clock.monotonicMs() })
    }
    if (this.#since === null && networkSuspected(this.#hosts.values())) this.#suspectNow()
  }

  /** The host says nothing about the network any more. */
  forget(hostId: HostId): void {
    this.#hosts.delete(hostId)
  }

  /** The network is given the benefit of the doubt again: reached, changed, or by hand. */
  clear(): void {
    if (this.#since === null) return
    this.#since = null
    this.#cancel()
    for (const [hostId, host] of this.#hosts)
      if (host.status === 'failing') this.#hosts.set(hostId, { status: 'untried', failingSince: null })
    this.#parts.onSuspect(false)
  }

  close(): void {
    this.#cancel()
    this.#hosts.clear()
  }

  #suspectNow(): void {
    this.#since = this.#parts.clock.monotonicMs()
    this.#parts.onSuspect(true)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#since === null) return
    const outageMs = this.#parts.clock.monotonicMs() - this.#since
    this.#cancel = this.#parts.clock.after(probeIntervalMs(outageMs), () => this.#probe())
  }

  #probe(): void {
    if (this.#last !== null && this.#parts.busy(this.#last)) {
      this.#cancel = this.#parts.clock.after(BUSY_MS, () => this.#probe())
      return
    }
    const waiting = this.#parts.waiting()
    const next = waiting[(waiting.indexOf(this.#last as HostId) + 1) % Math.max(1, waiting.length)]
    this.#last = next ?? null
    this.#schedule()
    if (next !== undefined) this.#parts.probe(next)
  }
}
