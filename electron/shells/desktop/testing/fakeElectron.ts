import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/**
 * A stand-in for the `electron` module: records what the shell asks for and lets a test play the
 * browser. It shows that our code asks for the right things; that Electron honours them, it can't show.
 */
export class FakePort extends EventEmitter {
  readonly port: MessagePort
  constructor(port: MessagePort) {
    super()
    this.port = port
    port.on('message', data => this.emit('message', { data, ports: [] }))
    port.on('close', () => this.emit('close'))
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message)
  }
  start(): void {
    this.port.start()
  }
  close(): void {
    this.port.close()
  }
}

export class MessageChannelMain {
  readonly port1: FakePort
  readonly port2: FakePort
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new FakePort(port1)
    this.port2 = new FakePort(port2)
  }
}

type Handler = (request: Request) => Promise<Response>
type Decide = (contents: unknown, permission: string, decide: (allowed: boolean) => void) => void

export class FakeSession {
  readonly handlers = new Map<string, Handler>()
  readonly protocol = {
    handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler),
  }
  permissionRequest: Decide | null = null
  permissionCheck: (() => boolean) | null = null
  devicePermission: (() => boolean) | null = null
  setPermissionRequestHandler(handler: Decide) {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: () => boolean) {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: () => boolean) {
    this.devicePermission = handler
  }
}

export class FakeContents extends EventEmitter {
  static count = 0
  readonly id = ++FakeContents.count
  windowOpen: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.windowOpen = handler
  }
}

export class BrowserWindow extends EventEmitter {
  static windows: BrowserWindow[] = []
  static getAllWindows = () => BrowserWindow.windows
  readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>
  readonly webContents = new FakeContents()
  loaded: string | null = null
  shown = false
  focused = false
  minimized = false
  constructor(options: BrowserWindow['options']) {
    super()
    this.options = options
    BrowserWindow.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  async loadURL(url: string) {
    this.loaded = url
  }
  show() {
    this.shown = true
  }
  focus() {
    this.focused = true
  }
  isMinimized = () => this.minimized
  restore() {
    this.minimized = false
  }
}

class FakeApp extends EventEmitter {
  sandboxed = false
  locked = true
  quits = 0
  readonly exits: number[] = []
  enableSandbox() {
    this.sandboxed = true
  }
  requestSingleInstanceLock = () => this.locked
  whenReady = () => Promise.resolve()
  exit(code: number) {
    this.exits.push(code)
  }
  /** As Electron: `before-quit` first; a prevented quit is none. */
  quit() {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) this.quits++
  }
}

export const app = new FakeApp()
export const schemes: unknown[] = []
export const protocol = {
  registerSchemesAsPrivileged: (list: unknown[]) => void schemes.push(...list),
}
export const fakeSession = new FakeSession()
export const session = { fromPartition: () => fakeSession }
export const ipcMain = new EventEmitter()
export const powerMonitor = new EventEmitter()
export const nativeTheme = { shouldUseDarkColors: true }
export const opened: string[] = []
export const shell = { openExternal: async (url: string) => void opened.push(url) }
export const errorBoxes: [string, string][] = []
export const dialog = { showErrorBox: (title: string, text: string) => void errorBoxes.push([title, text]) }
export const menus: unknown[] = []
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void menus.push(menu),
}
