import type { PersonId } from '../../../shared/ids.ts'
import type { Logger } from '../log.ts'
import type { PersonSecrets } from './doors.ts'
import { keysOf, OpenKeys } from './ring.ts'

/** Every ring that is open, and who is told when one that was let in comes or goes. */
export class Rings {
  readonly #open = new Set<OpenKeys>()
  readonly #listeners = new Set<() => void>()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  /** Rings that were let in. */
  get present(): readonly OpenKeys[] {
    return [...this.#open].filter(ring => keysOf(ring).admitted)
  }

  /** A ring of these secrets, which it takes over. */
  add(personId: PersonId, secrets: PersonSecrets): OpenKeys {
    const ring = new OpenKeys(personId, secrets, (closing, wasAdmitted) => {
      this.#open.delete(closing)
      if (wasAdmitted) this.changed()
    })
    this.#open.add(ring)
    return ring
  }

  closeOf(personId: PersonId): void {
    for (const ring of [...this.#open]) if (ring.personId === personId) ring.close()
  }

  close(): void {
    for (const ring of [...this.#open]) ring.close()
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => {
      this.#listeners.delete(callback)
    }
  }

  changed(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener()
      } catch (error) {
        // Keys are open or zeroed already: one listener's fault must not keep the next ring from being closed.
        this.#log.error({ err: error }, 'a listener of the vault failed')
      }
    }
  }
}
