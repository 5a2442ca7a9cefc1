import type { FleetLogEvent } from '../store/index.ts'

/** How many of the last events are kept at hand. */
export const EVENTS_KEPT = 4_000

/** The last events of the fleet, oldest first; older ones fall out. */
export class EventLog {
  #events: FleetLogEvent[]
  readonly #listeners = new Set<(event: FleetLogEvent) => void>()

  constructor(stored: readonly FleetLogEvent[]) {
    this.#events = stored.slice(-EVENTS_KEPT)
  }

  /** All that are kept, oldest first. */
  list(): FleetLogEvent[] {
    return this.#events.slice(-EVENTS_KEPT)
  }

  add(event: FleetLogEvent): void {
    this.#events.push(event)
    // Dropping the front of an array costs its length: done once every so many events.
    if (this.#events.length >= EVENTS_KEPT * 1.25) this.#events = this.#events.slice(-EVENTS_KEPT)
    for (const listener of [...this.#listeners]) listener(event)
  }

  onEvent(cb: (event: FleetLogEvent) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }
}
