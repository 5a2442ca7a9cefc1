import type { HostId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'

/** Events of one host that become entries of their own within a minute. */
export const EVENTS_A_MINUTE = 60
const MINUTE_MS = 60_000

/** What was not told one by one. */
export interface Uncounted {
  count: number
  /** How many of each. */
  events: Record<string, number>
}

interface Minute {
  told: number
  rest: Map<string, number>
  cancel: () => void
}

/** Lets so many events of a host through a minute, and sums up the others at its end. */
export class StormBound {
  readonly #clock: Clock
  readonly #tell: (hostId: HostId, rest: Uncounted) => void
  readonly #minutes = new Map<HostId, Minute>()

  constructor(clock: Clock, tell: (hostId: HostId, rest: Uncounted) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** True where the event becomes an entry of its own; else it is counted. */
  admits(hostId: HostId, event: string): boolean {
    let minute = this.#minutes.get(hostId)
    if (!minute) {
      minute = { told: 0, rest: new Map(), cancel: this.#clock.after(MINUTE_MS, () => this.#end(hostId)) }
      this.#minutes.set(hostId, minute)
    }
    if (minute.told < EVENTS_A_MINUTE) {
      minute.told++
      return true
    }
    minute.rest.set(event, (minute.rest.get(event) ?? 0) + 1)
    return false
  }

  /** Sums up what is open. */
  close(): void {
    for (const hostId of [...this.#minutes.keys()]) this.#end(hostId)
  }

  #end(hostId: HostId): void {
    const minute = this.#minutes.get(hostId)
    if (!minute) return
    minute.cancel()
    this.#minutes.delete(hostId)
    const events = [...minute.rest]
    const count = events.reduce((sum, [, times]) => sum + times, 0)
    if (count > 0)
      this.#tell(hostId, {
        count,
        events: Object.fromEntries(events.sort((a, b) => b[1] - a[1]).slice(0, 20)),
      })
  }
}
