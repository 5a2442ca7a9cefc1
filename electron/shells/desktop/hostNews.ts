import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Clock } from '../../core/clock.ts'

/** How long a host may be gone before a person is told: a blink is none of their business. */
export const LOST_AFTER_MS = 15_000
/** The same after sleep, when the network itself comes back late. */
export const LOST_AFTER_WAKE_MS = 60_000

/** Something about a host that a person wants to hear. */
export interface HostNews {
  kind: 'lost' | 'back' | 'asks'
  hostId: HostId
  name: string
  /** The local network is suspected: every host was lost at once. */
  networkSuspect: boolean
  /** Why, in the core's words. */
  reason: string | null
}

interface Known {
  view: HostView
  /** Whether it was live since the program started. */
  up: boolean
  lost: boolean
  asked: boolean
  cancel: (() => void) | null
}

/** Decides what is news of a host: lost for a while after it was live, back after that, or asking a person. */
export class HostNewsDesk {
  readonly #clock: Clock
  readonly #tell: (news: HostNews) => void
  readonly #known = new Map<HostId, Known>()
  #asleep = false
  #patientUntil = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, tell: (news: HostNews) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Looks at a host as it is now. */
  see(view: HostView): void {
    const known = this.#known.get(view.record.id) ?? {
      view,
      up: false,
      lost: false,
      asked: false,
      cancel: null,
    }
    this.#known.set(view.record.id, known)
    known.view = view
    const { phase, question } = view.state
    if (phase === 'disconnected') this.#forgetPast(known)
    else if (phase === 'live' || phase === 'degraded') this.#isUp(known)
    else if (phase === 'blocked' && question !== null) this.#asks(known)
    else {
      known.asked = false
      this.#isDown(known)
    }
  }

  /** The host was removed. */
  forget(hostId: HostId): void {
    const known = this.#known.get(hostId)
    if (known) this.#calm(known)
    this.#known.delete(hostId)
  }

  /** The computer is about to sleep: nothing that happens now is the hosts' doing. */
  sleep(): void {
    this.#asleep = true
    for (const known of this.#known.values()) this.#calm(known)
  }

  /** The computer woke: hosts have longer to come back. */
  wake(): void {
    this.#asleep = false
    this.#patientUntil = this.#clock.monotonicMs() + LOST_AFTER_WAKE_MS
    for (const { view } of [...this.#known.values()]) this.see(view)
  }

  close(): void {
    for (const known of this.#known.values()) this.#calm(known)
    this.#known.clear()
  }

  #isUp(known: Known): void {
    this.#calm(known)
    if (known.lost) this.#say('back', known)
    Object.assign(known, { up: true, lost: false, asked: false })
  }

  #isDown(known: Known): void {
    if (!known.up || known.lost || known.cancel !== null || this.#asleep) return
    const graceMs = Math.max(LOST_AFTER_MS, this.#patientUntil - this.#clock.monotonicMs())
    known.cancel = this.#clock.after(graceMs, () => {
      known.cancel = null
      known.lost = true
      this.#say('lost', known)
    })
  }

  #asks(known: Known): void {
    this.#calm(known)
    if (!known.asked) this.#say('asks', known)
    known.asked = true
  }

  #forgetPast(known: Known): void {
    this.#calm(known)
    Object.assign(known, { up: false, lost: false, asked: false })
  }

  #calm(known: Known): void {
    known.cancel?.()
    known.cancel = null
  }

  #say(kind: HostNews['kind'], { view }: Known): void {
    const { networkSuspect, problem } = view.state
    this.#tell({
      kind,
      hostId: view.record.id,
      name: view.record.name,
      networkSuspect,
      reason: kind === 'back' ? null : (problem?.message ?? null),
    })
  }
}
