import {
  type DomainUuid,
  type HostId,
  type MachineKey,
  machineKey,
  splitMachineKey,
} from '../../../shared/ids.ts'
import type { SamplerState } from '../../../shared/models/metrics.ts'
import type { Clock } from '../clock.ts'
import type { LiveHost } from '../inventory/ports.ts'
import { LibvirtError, LinkError, type RemoteDomain, uuidBytes } from '../libvirt/index.ts'
import type { Logger } from '../log.ts'
import { Beat } from './beat.ts'
import { HostHistory } from './hostHistory.ts'
import { HostReader, type SampledInventory, type TickValues } from './hostReader.ts'

/** Intervals a host is sampled at, in milliseconds: while somebody looks, and while nobody does. */
export interface TickIntervals {
  tickMs: number
  backgroundTickMs: number
}

/** What a host's sampler works with. */
export interface SamplerParts {
  clock: Clock
  inventory: SampledInventory
  log: Logger
  onTick(hostId: HostId, values: TickValues): void
  /** A tick waits for its answer for long already; false when one has been answered again. */
  onLate(hostId: HostId, isLate: boolean): void
}

/** Disks, NICs and balloons of machines that nobody looks at are read every this many ticks … */
const DETAIL_EVERY_TICKS = 5
/** … and no more often than leaves the daemon idle for this many times of what the last reading took. */
const DETAIL_REST_FACTOR = 10
const CALL_TIMEOUT_MIN_MS = 10_000
/** A tick that waits this long is told: the daemon may answer pings and nothing else. */
const LATE_MS = 8_000
/** The second tick follows the first after this at most: rates need two. */
const SECOND_TICK_MS = 1_000
/** A sample is the latest one until this many intervals have passed without another. */
const FRESH_INTERVALS = 2.5

/** Decides when one host is asked for what; ticks never overlap, and a late one is not made up for. */
export class HostSampler {
  readonly hostId: HostId
  readonly history: HostHistory
  readonly #parts: SamplerParts
  readonly #beat: Beat
  #intervals: TickIntervals
  #onScreen = false
  #watched: ReadonlySet<MachineKey> = new Set()
  /** Those of the watched that are looked at part by part. */
  #close: ReadonlySet<DomainUuid> = new Set()
  readonly #end = new AbortController()
  #reader: HostReader | null = null
  /** Ends with the connection, or when the sampler closes: a hung host must not hold up the program's end. */
  #signal: AbortSignal = this.#end.signal
  #cancelTimer: (() => void) | null = null
  #running: Promise<void> | null = null
  #ticks = 0
  /** Ticks over this connection in which everything was measured. */
  #details = 0
  #detailDueAtMs = Number.NEGATIVE_INFINITY
  #lastMonotonicMs = Number.NEGATIVE_INFINITY
  #lastDurationMs: number | null = null
  #detailIntervalMs: number
  #isLate = false

  constructor(hostId: HostId, intervals: TickIntervals, parts: SamplerParts) {
    this.hostId = hostId
    this.history = new HostHistory(hostId, parts.clock)
    this.#parts = parts
    this.#intervals = intervals
    this.#beat = new Beat(intervals.backgroundTickMs)
    this.#detailIntervalMs = intervals.backgroundTickMs * DETAIL_EVERY_TICKS
  }

  get state(): SamplerState {
    return {
      hostId: this.hostId,
      intervalMs: this.#beat.intervalMs,
      slowed: this.#beat.slowed,
      lastTickMs: this.history.lastMs,
      lastDurationMs: this.#lastDurationMs,
    }
  }

  /** True while ticks come in: the newest sample is not older than its interval allows. */
  get fresh(): boolean {
    if (this.#reader === null) return false
    return this.#parts.clock.monotonicMs() - this.#lastMonotonicMs <= this.#beat.intervalMs * FRESH_INTERVALS
  }

  /** How old a value of the slower beat may be and still count as the latest. */
  get detailMaxAgeMs(): number {
    return this.#detailIntervalMs * FRESH_INTERVALS
  }

  /** Ticks over this connection until it ends; the first tick comes at once. */
  start(live: LiveHost): void {
    if (this.#reader?.live === live || live.signal.aborted) return
    this.#reader = new HostReader(live, this.#parts.clock, this.#parts.inventory)
    this.#signal = AbortSignal.any([live.signal, this.#end.signal])
    this.#ticks = 0
    this.#details = 0
    this.#isLate = false
    this.#detailDueAtMs = Number.NEGATIVE_INFINITY
    live.signal.addEventListener('abort', () => this.#stop(live), { once: true })
    this.#schedule(0)
  }

  /** What is on screen: the host, or machines of it, are sampled at the shorter interval. */
  setInterest(onScreen: boolean, watched: ReadonlySet<MachineKey>, close: Iterable<MachineKey> = []): void {
    const sooner = onScreen && !this.#onScreen
    this.#onScreen = onScreen
    this.#watched = watched
    this.#close = new Set([...close].map(key => splitMachineKey(key).uuid))
    this.#beat.want(onScreen ? this.#intervals.tickMs : this.#intervals.backgroundTickMs)
    if (sooner && this.#cancelTimer) this.#schedule(0)
  }

  /** Takes other intervals from now on. */
  setIntervals(intervals: TickIntervals): void {
    this.#intervals = intervals
    const close = [...this.#close].map(uuid => machineKey(this.hostId, uuid))
    this.setInterest(this.#onScreen, this.#watched, close)
  }

  /** One tick now in which everything is measured; rejects as the calls of the tick do. */
  async tickOnce(live: LiveHost, signal: AbortSignal): Promise<void> {
    this.start(live)
    await this.#running
    this.#stopTimer()
    this.#detailDueAtMs = Number.NEGATIVE_INFINITY
    const tick = this.#tick(AbortSignal.any([signal, this.#signal]))
    const settled = tick.then(
      () => undefined,
      () => undefined, // The caller hears of it below; here only its end matters.
    )
    this.#running = settled
    try {
      await tick
    } finally {
      if (this.#running === settled) this.#running = null
      this.#schedule(this.#beat.intervalMs)
    }
  }

  /** Stops for good; resolves when no tick is under way any more. */
  async close(): Promise<void> {
    this.#reader = null
    this.#stopTimer()
    this.#end.abort()
    await this.#running
  }

  #stop(live: LiveHost): void {
    if (this.#reader?.live !== live) return
    this.#reader = null
    this.#stopTimer()
    this.history.begin()
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #schedule(delayMs: number): void {
    this.#stopTimer()
    const reader = this.#reader
    if (!reader) return
    this.#cancelTimer = this.#parts.clock.after(delayMs, () => {
      this.#cancelTimer = null
      this.#running = this.#scheduledTick(reader).finally(() => {
        this.#running = null
      })
    })
  }

  async #scheduledTick(reader: HostReader): Promise<void> {
    const startedMs = this.#parts.clock.monotonicMs()
    const signal = this.#signal
    try {
      await this.#tick(signal)
    } catch (error) {
      if (!signal.aborted) this.#report(error)
    }
    const durationMs = this.#parts.clock.monotonicMs() - startedMs
    this.#beat.took(durationMs)
    if (this.#reader === reader) this.#schedule(this.#nextDelayMs(durationMs))
  }

  #nextDelayMs(durationMs: number): number {
    const { intervalMs } = this.#beat
    if (this.#ticks === 1) return Math.min(intervalMs, SECOND_TICK_MS)
    // Hosts that came live together part here: the third tick is put off by a share that differs by host.
    if (this.#ticks === 2) return (Number.parseInt(this.hostId.slice(0, 6), 16) % 1000) * (intervalMs / 1000)
    return this.#beat.delayAfter(durationMs)
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const reader = this.#reader
    if (!reader) return
    const startedMs = this.#parts.clock.monotonicMs()
    const { intervalMs } = this.#beat
    const detailed = startedMs >= this.#detailDueAtMs
    // Without its disks it was not all: the next one is detailed again.
    const isWhole = detailed && this.#parts.inventory.waitingForStorage(this.hostId) !== null
    const cancelLate = this.#watchLate(reader)
    const reading = reader.read({
      detailed,
      watched: detailed ? [] : this.#watchedDomains(),
      parts: this.#close,
      intervalMs,
      detailIntervalMs: this.#detailIntervalMs,
      timeoutMs: Math.max(CALL_TIMEOUT_MIN_MS, intervalMs * 2),
      signal,
    })
    const values = await reading.finally(cancelLate)
    this.#tellLate(reader, false)
    if (this.#reader !== reader) return
    this.#ticks++
    this.#lastMonotonicMs = this.#parts.clock.monotonicMs()
    this.#lastDurationMs = this.#lastMonotonicMs - startedMs
    if (isWhole) this.#planDetail(this.#lastDurationMs)
    this.history.begin()
    for (const [uuid, machine] of values.machines) this.history.setMachine(uuid, machine)
    if (values.host) this.history.setHost(values.host)
    this.#parts.onTick(this.hostId, values)
  }

  /** Tells of a tick that waits for long, unless answers take their time on the way. */
  #watchLate(reader: HostReader): () => void {
    const look = () => {
      if (reader.live.libvirt.traffic.slow) cancel = this.#parts.clock.after(LATE_MS, look)
      else this.#tellLate(reader, true)
    }
    let cancel = this.#parts.clock.after(LATE_MS, look)
    return () => cancel()
  }

  #tellLate(reader: HostReader, isLate: boolean): void {
    if (this.#reader !== reader || this.#isLate === isLate) return
    this.#isLate = isLate
    this.#parts.onLate(this.hostId, isLate)
  }

  #planDetail(durationMs: number): void {
    const { intervalMs } = this.#beat
    this.#detailIntervalMs = Math.max(intervalMs * DETAIL_EVERY_TICKS, durationMs * DETAIL_REST_FACTOR)
    // The next tick is detailed too: only then have disks and NICs their first rates.
    const delayMs = this.#details++ === 0 ? 0 : this.#detailIntervalMs - intervalMs / 2
    this.#detailDueAtMs = this.#lastMonotonicMs + delayMs
  }

  #watchedDomains(): RemoteDomain[] {
    const doms: RemoteDomain[] = []
    for (const key of this.#watched) {
      const machine = this.#parts.inventory.machine(key)
      if (!machine || machine.id === null) continue
      doms.push({ name: machine.name, uuid: uuidBytes(machine.uuid), id: machine.id })
    }
    return doms
  }

  /** A tick without an answer is a gap in the chart; it is logged, and the beat slows by how long it took. */
  #report(error: unknown): void {
    const expected = error instanceof LibvirtError || error instanceof LinkError
    this.#parts.log[expected ? 'debug' : 'error']({ err: error, hostId: this.hostId }, 'a tick failed')
  }
}
