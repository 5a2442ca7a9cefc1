import { AppError } from '../../../shared/errors.ts'
import type { Caller } from '../../core/api/caller.ts'
import type { Core } from '../../core/core.ts'
import type { PersonSeat } from '../../core/people/index.ts'

/** The program has one window: whoever sits there sits at the tray too. */
const WINDOW = 'window'

/**
 * The desktop's place: who sits at the window, kept here across its reloads. The token stays in this process and
 * is worth nothing once the window is gone.
 */
export class DesktopPlace {
  readonly #core: Pick<Core, 'people' | 'log'>
  readonly #seat: PersonSeat
  #token: string | null = null

  private constructor(core: Pick<Core, 'people' | 'log'>, seat: PersonSeat) {
    this.#core = core
    this.#seat = seat
    this.#keepToken()
    seat.onChange(() => this.#keepToken())
  }

  /** Takes the place; one person whose keychain unlocks is there at once. */
  static async take(core: Pick<Core, 'people' | 'log'>): Promise<DesktopPlace> {
    return new DesktopPlace(core, await core.people.sit({ shell: 'desktop', where: null, place: WINDOW }))
  }

  /** For the parts of the shell itself: what they ask is asked as whoever sits at the window. */
  get caller(): Caller {
    return { seat: this.#seat, shell: 'desktop' }
  }

  /** A seat for a page of the window, as it is loaded. */
  page(): Promise<PersonSeat> {
    return this.#core.people.sit({ shell: 'desktop', where: null, place: WINDOW, token: this.#token })
  }

  /** Whether anything may be shown outside the window. */
  get isOpen(): boolean {
    return this.#seat.access.person !== null
  }

  /** Whether there is somebody who could come back after a lock. */
  get canLock(): boolean {
    return this.#seat.session !== null && this.#core.people.door.canLock
  }

  /** Locks the window at the person's own wish. */
  lock(): void {
    if (this.canLock) this.#core.people.door.leave(this.#seat, 'lock')
  }

  /** The computer sleeps or its screen was locked. */
  away(): void {
    this.#core.people.lockShell('desktop')
  }

  /** The window is gone: so is whoever sat there. */
  left(): void {
    this.#core.people.removePlace('desktop', WINDOW)
    this.#core.people.door.settle(this.#seat).catch((error: unknown) => {
      this.#core.log.warn({ err: error }, 'nobody could be signed in by themselves')
    })
  }

  /** Called whenever somebody came, went, or may do other things. */
  onChange(callback: () => void): () => void {
    return this.#seat.onChange(callback)
  }

  /**
   * Hears a stream of the core while somebody sits here; `lost` when nobody may any more. A fault is logged and
   * ends it, for the core is this same process.
   */
  follow<T>(
    open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
    hear: (event: T) => void,
    lost: () => void,
  ): () => void {
    const ending = new AbortController()
    const run = async () => {
      while (!ending.signal.aborted) {
        if (this.isOpen) await this.#hear(open, hear, ending.signal)
        if (ending.signal.aborted) return
        lost()
        if (!this.isOpen) await this.#changed(ending.signal)
      }
    }
    run().catch((error: unknown) => {
      if (!ending.signal.aborted)
        this.#core.log.error({ err: error }, 'the desktop lost a stream of the core')
    })
    return () => ending.abort()
  }

  async #hear<T>(
    open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
    hear: (event: T) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { epoch } = this.#seat
    try {
      for await (const event of await open(signal)) {
        // What was on its way when the window was locked is not for whoever stands there now.
        if (epoch.aborted) return
        hear(event)
      }
    } catch (error) {
      if (!epoch.aborted && !isRefusal(error)) throw error
    }
    // Somebody who may not read this is told nothing, until their rights are others.
    if (!epoch.aborted && !signal.aborted)
      await new Promise<void>(resolve => {
        epoch.addEventListener('abort', () => resolve(), { once: true })
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const end = this.#seat.onChange(() => done())
      const done = () => {
        end()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
    })
  }

  #keepToken(): void {
    this.#token = this.#seat.claimToken() ?? (this.#seat.session === null ? null : this.#token)
  }
}

function isRefusal(error: unknown): boolean {
  const data = error instanceof Error && 'data' in error ? error.data : null
  const code = error instanceof AppError ? error.code : Reflect.get(Object(data), 'code')
  return typeof code === 'string' && /^(rights|session)\./.test(code)
}
