import { AppError } from '../../../shared/errors.ts'
import { Policies as Document } from '../../../shared/models/policies.ts'
import type { Logger } from '../log.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'
import { readPolicies } from './document.ts'

const KEY = 'policies'

const sameRoles = ({ acts: a }: Document, { acts: b }: Document): boolean =>
  JSON.stringify(a.elevationRoles) === JSON.stringify(b.elevationRoles)

/** The installation's policies: what holds at this moment, kept durably, told to whoever acts on them. */
export class Policies {
  readonly #store: Store['settings']
  readonly #log: Logger
  readonly #register: Pick<Register, 'change' | 'isCovered'> | null
  readonly #listeners = new Set<(now: Document, before: Document) => void>()
  #now: Document

  /** Never fails: a field that can't be read takes its default, which is told in the log. */
  constructor(parts: {
    store: Pick<Store, 'settings'>
    log: Logger
    register?: Pick<Register, 'change' | 'isCovered'>
  }) {
    this.#register = parts.register ?? null
    this.#store = parts.store.settings
    this.#log = parts.log
    this.#now = this.#read()
  }

  /** What holds now; never written to by anybody. */
  get(): Document {
    return this.#now
  }

  /** Stores another whole document; throws `input.invalid` with `data.field` where something in it does not fit. */
  set(next: Document): void {
    const read = Document.safeParse(next)
    if (!read.success) {
      const [issue] = read.error.issues
      const field = issue?.path.join('.') ?? ''
      throw new AppError(
        'input.invalid',
        `“${field}” is not valid: ${issue?.message ?? 'it does not fit'}.`,
        {
          data: { field },
        },
      )
    }
    const before = this.#now
    const save = () => this.#store.set(KEY, read.data)
    // In a folder of before only which roles may be taken for a while is signed: that gives rights.
    const isSigned = this.#register !== null && (this.#register.isCovered || !sameRoles(before, read.data))
    if (isSigned) this.#register?.change(save)
    else save()
    this.#now = read.data
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#now, before)
      } catch (error) {
        // It is stored and holds: one listener's fault must not keep the others from acting on it.
        this.#log.error({ err: error }, 'a listener of the policies failed')
      }
    }
  }

  /** Called after every change with what holds now and what held before; the returned function ends that. */
  onChange(callback: (now: Document, before: Document) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  #read(): Document {
    try {
      const { policies, lost } = readPolicies(this.#store.get(KEY))
      if (lost.length > 0)
        this.#log.error({ fields: lost }, 'policies that could not be read take their defaults')
      return policies
    } catch (error) {
      // Text that is no JSON: the same as a document of which nothing can be read.
      this.#log.error({ err: error }, 'the policies could not be read; the defaults hold')
      return readPolicies(undefined).policies
    }
  }
}
