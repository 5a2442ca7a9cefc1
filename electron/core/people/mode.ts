import { z } from 'zod'
import { PersonId } from '../../../shared/ids.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import type { SetUp } from './types.ts'

const KEY = 'people:setUp'

const Mode = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('justMe'),
    unlock: z.enum(['keychain', 'passphrase', 'none']),
    personId: PersonId,
  }),
  z.object({ mode: z.literal('people') }),
])
/** How a folder was set up: for one person, who comes in by themselves or by a passphrase, or for several. */
export type Mode = z.infer<typeof Mode>

/** What was chosen at set-up, kept durably. */
export class ModeBook {
  readonly #settings: Store['settings']
  readonly #register: Pick<Register, 'change'>
  #mode: Mode | null

  /** `hasKeys`: whether somebody has keys in the vault. */
  constructor(
    { settings }: Pick<Store, 'settings'>,
    register: Pick<Register, 'change'>,
    hasKeys: (personId: PersonId) => boolean,
  ) {
    this.#settings = settings
    this.#register = register
    const stored = read(settings)
    // Whoever has keys proves something, whatever was written here: nothing that a person can choose leads to this.
    const isForged = stored?.mode === 'justMe' && stored.unlock === 'none' && hasKeys(stored.personId)
    this.#mode = isForged ? { mode: 'people' } : stored
  }

  /** Null where nobody has chosen yet. */
  get(): Mode | null {
    return this.#mode
  }

  get word(): SetUp {
    return this.#mode?.mode ?? 'none'
  }

  /** The one person of a folder for one; null in every other. */
  get onlyPerson(): PersonId | null {
    return this.#mode?.mode === 'justMe' ? this.#mode.personId : null
  }

  /** Nobody proves anything here: one person without a vault. */
  get isOpen(): boolean {
    return this.#mode?.mode === 'justMe' && this.#mode.unlock === 'none'
  }

  set(mode: Mode): void {
    this.#register.change(() => this.#settings.set(KEY, mode))
    this.#mode = mode
  }
}

/** What can't be read was once chosen: then everybody has to sign in, never nobody. */
function read(settings: Store['settings']): Mode | null {
  let stored: unknown
  try {
    stored = settings.get(KEY)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { mode: 'people' }
  }
  if (stored === undefined) return null
  return Mode.safeParse(stored).data ?? { mode: 'people' }
}
