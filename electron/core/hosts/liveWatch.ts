import type { Problem } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { LibvirtClient } from '../libvirt/index.ts'
import { linkProblem, smoothRoundTrip } from './health.ts'
import type { EffectiveOptions } from './options.ts'
import { keepaliveOf } from './plan.ts'

/** How often a contact that goes on is told to whoever shows it. */
const TELL_MS = 5_000

/** What a live connection's figures say, as they change. */
export interface WatchListener {
  /** `tell`: it is time to show it. */
  contact(contact: { lastContactMs: number; roundTripMs: number | null }, tell: boolean): void
  /** `silent`: nothing comes at all. */
  late(problem: Problem, silent: boolean): void
  onTime(): void
}

/** Looks at a live connection's own figures once a second or faster; sends nothing. */
export class LiveWatch {
  readonly #libvirt: Pick<LibvirtClient, 'traffic'>
  readonly #clock: Clock
  readonly #listener: WatchListener
  readonly #keepaliveMs: number
  readonly #reported = new Map<string, Problem>()
  #cancel: () => void = () => {}
  #toldAt: number
  #roundTripMs: number | null = null
  #late = false
  /** The newest sign of life: by the client's own clock, and as told (Unix ms). */
  #inboundAtMs = Number.NEGATIVE_INFINITY
  #contactMs = Number.POSITIVE_INFINITY
  /** Both clocks at the last look. */
  #looked: { ownMs: number; wallMs: number } | null = null

  constructor(
    libvirt: Pick<LibvirtClient, 'traffic'>,
    options: EffectiveOptions,
    clock: Clock,
    listener: WatchListener,
  ) {
    this.#libvirt = libvirt
    this.#clock = clock
    this.#listener = listener
    this.#keepaliveMs = keepaliveOf(options).intervalMs
    this.#toldAt = clock.monotonicMs()
    this.#look()
  }

  /** Another part's finding; null takes it back. */
  report(part: string, problem: Problem | null): void {
    if (problem === null) this.#reported.delete(part)
    else this.#reported.set(part, problem)
  }

  close(): void {
    this.#cancel()
  }

  #look(): void {
    const { lastInboundAtMs, rttMs } = this.#libvirt.traffic
    // The client's own clock; the wall is only for what is shown.
    const ownMs = performance.now()
    const silenceMs = Math.max(0, ownMs - lastInboundAtMs)
    this.#roundTripMs = smoothRoundTrip(this.#roundTripMs, rttMs)
    const now = this.#clock.monotonicMs()
    const tell = now - this.#toldAt >= TELL_MS
    if (tell) this.#toldAt = now
    this.#note(lastInboundAtMs, ownMs)
    this.#listener.contact({ lastContactMs: this.#contactMs, roundTripMs: this.#roundTripMs }, tell)
    const [reported = null] = this.#reported.values()
    const signs = { silenceMs, keepaliveMs: this.#keepaliveMs, roundTripMs: this.#roundTripMs, reported }
    const problem = linkProblem(signs)
    if (problem !== null) this.#listener.late(problem, silenceMs > this.#keepaliveMs)
    else if (this.#late) this.#listener.onTime()
    this.#late = problem !== null
    this.#cancel = this.#clock.after(Math.min(1_000, this.#keepaliveMs / 2), () => this.#look())
  }

  /**
   * When the host was heard last, as a time of day. The client's clock stands still while the computer sleeps, so
   * a contact is dated once, reckoned from before and from now: where the two differ the earlier one counts.
   */
  #note(inboundAtMs: number, ownMs: number): void {
    const wallMs = this.#clock.nowMs()
    if (inboundAtMs !== this.#inboundAtMs) {
      const before = this.#looked ?? { ownMs, wallMs }
      this.#inboundAtMs = inboundAtMs
      this.#contactMs = before.wallMs + (inboundAtMs - before.ownMs)
    }
    this.#contactMs = Math.min(this.#contactMs, wallMs - Math.max(0, ownMs - inboundAtMs))
    this.#looked = { ownMs, wallMs }
  }
}
