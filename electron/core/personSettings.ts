import { AppError } from '../../shared/errors.ts'
import type { Logger } from './log.ts'
import type { Store } from './store/index.ts'

/** Largest setting of one key, JSON characters. */
const SETTING_CHARS = 100_000
const PREFIX = 'view:'

/** The person's own settings (columns, theme, language, the desktop's wishes): small JSON by key, the same in every shell. */
export class PersonSettings {
  readonly #store: Store['settings']
  readonly #log: Logger
  readonly #listeners = new Set<(key: string, value: unknown) => void>()

  constructor(store: Store['settings'], log: Logger) {
    this.#store = store
    this.#log = log
  }

  /** The stored value; null where there is none. */
  get(key: string): unknown {
    return this.#store.get(PREFIX + key) ?? null
  }

  /** Stores anything JSON can hold and tells whoever listens; throws `input.invalid` where it is too large. */
  set(key: string, value: unknown): void {
    if (JSON.stringify(value ?? null).length > SETTING_CHARS)
      throw new AppError('input.invalid', `The setting “${key}” is too large.`)
    this.#store.set(PREFIX + key, value)
    for (const listener of [...this.#listeners]) {
      try {
        listener(key, value ?? null)
      } catch (error) {
        // It is stored: one listener's fault must not fail whoever stored it.
        this.#log.error({ err: error, key }, 'a listener of a setting failed')
      }
    }
  }

  /** Called after every change, whichever shell made it; the returned function ends that. */
  onSet(callback: (key: string, value: unknown) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }
}
