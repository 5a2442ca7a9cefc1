import { EventEmitter } from 'node:events'
import type { Cdp } from './cdp.ts'
import { Contents } from './contents.ts'
import type { StandInSession } from './session.ts'

interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

/** What a window is opened with; the rest of Electron's options has no meaning here. */
export interface WindowOptions extends Partial<Bounds> {
  webPreferences: { preload: string; session: StandInSession }
}

/** `BrowserWindow` as a page of Chromium with a size; focus, place and minimising are kept in mind only. */
export class StandInWindow extends EventEmitter {
  static all: StandInWindow[] = []
  /** Resolve when Chromium has closed the pages of closed windows. */
  static readonly closing: Promise<void>[] = []
  readonly webContents: Contents
  readonly #cdp: Cdp
  #bounds: Bounds
  #targetId = ''
  #focused = false
  #minimized = false
  #maximized = false
  #fullScreen = false
  destroyed = false

  constructor(options: WindowOptions, cdp: Cdp, ipc: EventEmitter) {
    super()
    this.#cdp = cdp
    this.#bounds = { x: 0, y: 0, width: 1200, height: 800 }
    for (const key of ['x', 'y', 'width', 'height'] as const)
      if (options[key] !== undefined) this.#bounds[key] = options[key]
    this.webContents = new Contents(cdp, ipc, options.webPreferences.session)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    StandInWindow.all.push(this)
    this.#open(options.webPreferences.preload).catch((error: unknown) => {
      throw error
    })
  }

  async #open(preload: string): Promise<void> {
    const { width, height } = this.#bounds
    const made = await this.#cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height,
    })
    this.#targetId = String(made.targetId)
    await this.webContents.attach(this.#targetId, preload)
    await this.webContents.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    })
  }

  get targetId(): string {
    return this.#targetId
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  /** Closes as a person does; may be prevented. */
  close(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented || this.destroyed) return
    this.destroyed = true
    StandInWindow.all = StandInWindow.all.filter(each => each !== this)
    const destroyed = Promise.withResolvers<void>()
    this.#cdp.on('event', (_session: unknown, method: string, params: { targetId?: string }) => {
      if (method === 'Target.targetDestroyed' && params.targetId === this.#targetId) destroyed.resolve()
    })
    // What can't be closed is gone already.
    const closed = this.#cdp.send('Target.closeTarget', { targetId: this.#targetId })
    closed.catch(() => destroyed.resolve())
    StandInWindow.closing.push(destroyed.promise)
    this.webContents.emit('destroyed')
    this.emit('closed')
  }

  /** As a person's drag of its edges. */
  placed(bounds: Bounds): void {
    this.#bounds = bounds
    this.emit('resize')
  }

  show(): void {
    this.#focused = true
  }
  hide(): void {
    this.#focused = false
  }
  blur(): void {
    this.#focused = false
  }
  focus(): void {
    this.#focused = true
  }
  restore(): void {
    this.#minimized = false
  }
  maximize(): void {
    this.#maximized = true
    this.emit('maximize')
  }
  setFullScreen(wanted: boolean): void {
    this.#fullScreen = wanted
  }
  setOverlayIcon(): void {}
  getTitle = () => 'NovaCron'
  getNormalBounds = () => this.#bounds
  isFocused = () => this.#focused
  isMinimized = () => this.#minimized
  isMaximized = () => this.#maximized
  isFullScreen = () => this.#fullScreen
  isDestroyed = () => this.destroyed
}
