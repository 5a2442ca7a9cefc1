import { AppError } from '../../shared/errors.ts'
import { DESKTOP_SETTING, LANGUAGE_SETTING, VIEW_SETTING } from '../../shared/models/settingNames.ts'
import type { Seat } from './access/types.ts'
import type { Logger } from './log.ts'
import type { Store } from './store/index.ts'

/** Largest setting of one key, JSON characters. */
const SETTING_CHARS = 100_000
const PREFIX = 'view:'

/** One person's settings by key. */
export interface OwnSettings {
  /** The stored value; null where there is none. */
  get(key: string): unknown
  /** Stores anything JSON can hold; throws `input.invalid` where it is too large. */
  set(key: string, value: unknown): void
  /** Called after every change of one of them, whichever shell made it; the returned function ends that. */
  onSet(callback: (key: string, value: unknown) => void): () => void
}

/** What the desktop's own shell acts on: whoever sits there says it for the shell too. */
const ofDesktop: ReadonlySet<string> = new Set([DESKTOP_SETTING, LANGUAGE_SETTING, VIEW_SETTING])

/**
 * The person's own settings (columns, theme, language, the desktop's wishes): small JSON by key, the same in every
 * shell. Where people are set up each has their own; the plain keys are those of the time before, and the desktop's.
 */
export class PersonSettings implements OwnSettings {
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

  /** The settings of whoever sits there; where nobody has set up people there is one set for all. */
  of({ access, shell }: Pick<Seat, 'access' | 'shell'>): OwnSettings {
    const id = access.person?.id ?? null
    if (id === null) return this
    const own = (key: string) => `${id}:${key}`
    return {
      // An owner keeps what was arranged before there were several people; others begin anew.
      get: key => this.get(own(key)) ?? (access.isOwner ? this.get(key) : null),
      set: (key, value) => {
        this.set(own(key), value)
        if (shell === 'desktop' && ofDesktop.has(key)) this.set(key, value)
      },
      onSet: callback =>
        this.onSet((key, value) => {
          if (key.startsWith(own(''))) callback(key.slice(own('').length), value)
        }),
    }
  }

  /** Called after every change, whichever shell made it; the returned function ends that. */
  onSet(callback: (key: string, value: unknown) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }
}
