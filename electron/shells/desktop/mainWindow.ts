import type { BrowserWindow, Session } from 'electron'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { PersonSettings } from '../../core/personSettings.ts'
import { keptAddress } from './deepLink.ts'
import { APP_START, isAppUrl } from './origin.ts'
import { recoverWindow } from './recovery.ts'
import { openWindow } from './window.ts'
import { parseWindowState, WINDOW_SETTING, type WindowState } from './windowState.ts'
import type { DesktopWords } from './words.ts'

const SAVE_AFTER_MS = 500

/** What the main window needs of the rest. */
export interface MainWindowParts {
  preload: string
  session: Session
  settings: PersonSettings
  clock: Clock
  log: Logger
  words(): DesktopWords
  /** Whether closing only hides it now. */
  hides(): boolean
  quit(): void
}

/** The one window: opened where it was left, remembered as it moves, brought to the front on demand. */
export class MainWindow {
  readonly #parts: MainWindowParts
  #window: BrowserWindow | null = null
  #state: WindowState
  #cancelSave: (() => void) | null = null
  #ended = false

  constructor(parts: MainWindowParts) {
    this.#parts = parts
    this.#state = parseWindowState(parts.settings.get(WINDOW_SETTING))
  }

  /** The window while there is one. */
  get window(): BrowserWindow | null {
    return this.#window
  }

  /** Whether a person looks at it. */
  get watched(): boolean {
    return this.#window?.isFocused() === true
  }

  /** Opens it or brings it to the front; goes to the address where one is given. */
  show(address: string | null = null): void {
    const window = this.#window
    if (!window) {
      this.#open(address)
      return
    }
    if (address !== null) this.go(address)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Goes to an address of the interface; the page hears it as it hears a link of its own. */
  go(address: string): void {
    this.#window?.loadURL(APP_START + address).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'an address could not be shown')
    })
  }

  /** Remembers it for the last time and takes it from sight: the core is about to close. */
  end(): void {
    this.save()
    this.#ended = true
    this.#window?.hide()
  }

  /** Remembers it now. */
  save(): void {
    if (this.#ended) return
    this.#cancelSave?.()
    this.#cancelSave = null
    this.#parts.settings.set(WINDOW_SETTING, this.#state)
  }

  #open(address: string | null): void {
    const { preload, session, log, words, quit } = this.#parts
    const window = openWindow({ preload, session, state: this.#state, address })
    this.#window = window
    recoverWindow(window, { log, words, quit, address: () => this.#state.address })
    for (const name of ['resize', 'move'] as const) window.on(name as 'resize', () => this.#placed(window))
    for (const name of ['maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen'] as const)
      window.on(name as 'maximize', () => this.#placed(window))
    const { webContents } = window
    webContents.on('did-navigate', (_event, url) => this.#went(url))
    webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
      if (isMainFrame) this.#went(url)
    })
    webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // -3 is a load that another one took over.
      if (isMainFrame && code !== -3) log.error({ code, description }, 'the page could not be loaded')
    })
    window.on('close', event => {
      this.save()
      if (!this.#parts.hides()) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      if (this.#window === window) this.#window = null
    })
  }

  #placed(window: BrowserWindow): void {
    const { x, y, width, height } = window.getNormalBounds()
    this.#state = {
      ...this.#state,
      bounds: { x, y, width, height },
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    }
    this.#saveSoon()
  }

  #went(url: string): void {
    const address = isAppUrl(url) ? keptAddress(new URL(url).hash) : null
    if (address === null || address === this.#state.address) return
    this.#state = { ...this.#state, address }
    this.#saveSoon()
  }

  #saveSoon(): void {
    if (!this.#ended) this.#cancelSave ??= this.#parts.clock.after(SAVE_AFTER_MS, () => this.save())
  }
}
