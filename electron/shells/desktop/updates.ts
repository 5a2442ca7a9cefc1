import { existsSync } from 'node:fs'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'

/** How long after the start, and how often then, a feed is asked. */
const FIRST_MS = 60_000
const AGAIN_MS = 24 * 3_600_000

/** Where an update stands; the menu shows it. */
export type UpdateState =
  | { kind: 'none' }
  | { kind: 'available' | 'fetching' | 'ready'; version: string }
  | { kind: 'failed'; version: string }

/** What is used of electron-updater. */
export interface FeedReader {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  logger: unknown
  on(event: string, hear: (info: { version?: string }) => void): unknown
  checkForUpdates(): Promise<unknown>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(): void
}

/** What the check needs. */
export interface UpdateParts {
  /** The file that electron-builder writes where it was given a place to publish; without it nothing is ever asked. */
  feedFile: string
  clock: Clock
  log: Logger
  /** Whether the person lets it look. */
  wanted(): boolean
  load(): Promise<FeedReader>
  changed(state: UpdateState): void
}

/** Looks for a newer version where the package was built with a feed; fetches and installs only on demand. */
export class UpdateWatch {
  readonly #parts: UpdateParts
  #reader: FeedReader | null = null
  #state: UpdateState = { kind: 'none' }
  #cancel: () => void = () => {}

  constructor(parts: UpdateParts) {
    this.#parts = parts
  }

  get state(): UpdateState {
    return this.#state
  }

  /** Begins to look from time to time; does nothing where no feed is built in. */
  start(): void {
    if (existsSync(this.#parts.feedFile)) this.#later(FIRST_MS)
  }

  /** Does the next step of an update that was found: fetch it, or install it by restarting. */
  async next(): Promise<void> {
    const state = this.#state
    if (state.kind === 'ready') return this.#reader?.quitAndInstall()
    if (state.kind !== 'available' && state.kind !== 'failed') return
    this.#set({ kind: 'fetching', version: state.version })
    try {
      await this.#reader?.downloadUpdate()
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'an update could not be fetched')
      this.#set({ kind: 'failed', version: state.version })
    }
  }

  close(): void {
    this.#cancel()
  }

  #later(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#later(AGAIN_MS)
      if (!this.#parts.wanted() || this.#state.kind === 'fetching' || this.#state.kind === 'ready') return
      this.#look().catch((error: unknown) => {
        // No way to the feed is usual on a train; the next look is tomorrow.
        this.#parts.log.info({ err: error }, 'the update feed could not be read')
      })
    })
  }

  async #look(): Promise<void> {
    this.#reader ??= this.#prepare(await this.#parts.load())
    await this.#reader.checkForUpdates()
  }

  #prepare(reader: FeedReader): FeedReader {
    reader.autoDownload = false
    reader.autoInstallOnAppQuit = false
    reader.logger = null
    reader.on('update-available', ({ version = '?' }) => this.#set({ kind: 'available', version }))
    reader.on('update-downloaded', ({ version = '?' }) => this.#set({ kind: 'ready', version }))
    // Rejections tell it too; without a listener an emitter throws.
    reader.on('error', () => {})
    return reader
  }

  #set(state: UpdateState): void {
    this.#state = state
    this.#parts.changed(state)
  }
}
