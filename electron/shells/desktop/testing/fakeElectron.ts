import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

export { utilityProcess } from './fakeUtilityProcess.ts'

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
type Intercept = (details: object, decide: (answer: { cancel: boolean }) => void) => void

export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  readonly protocol = {
    handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler),
  }
  readonly blocked: { urls: string[]; intercept: Intercept }[] = []
  readonly webRequest = {
    onBeforeRequest: (filter: { urls: string[] }, intercept: Intercept) =>
      void this.blocked.push({ urls: filter.urls, intercept }),
  }
  spellChecker = true
  displayMedia: unknown = 'unset'
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
  setDisplayMediaRequestHandler(handler: unknown) {
    this.displayMedia = handler
  }
  setSpellCheckerEnabled(enabled: boolean) {
    this.spellChecker = enabled
  }
}

export class FakeContents extends EventEmitter {
  static count = 0
  readonly id = ++FakeContents.count
  windowOpen: ((details: { url: string }) => { action: string }) | null = null
  readonly went: string[] = []
  readonly navigationHistory = {
    goBack: () => void this.went.push('back'),
    goForward: () => void this.went.push('forward'),
  }
  /** What `printToPDF` answers; an error is thrown. */
  pdf: Buffer | Error = Buffer.from('%PDF-1.7')
  killed = 0
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.windowOpen = handler
  }
  async printToPDF() {
    if (this.pdf instanceof Error) throw this.pdf
    return this.pdf
  }
  forcefullyCrashRenderer() {
    this.killed++
  }
}

interface FakeRectangle {
  x: number
  y: number
  width: number
  height: number
}

export class BrowserWindow extends EventEmitter {
  static windows: BrowserWindow[] = []
  static getAllWindows = () => BrowserWindow.windows
  readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>
  readonly webContents = new FakeContents()
  /** Every address it was told to load, the first one first. */
  readonly loads: string[] = []
  bounds: FakeRectangle = { x: 0, y: 0, width: 0, height: 0 }
  shown = false
  focused = false
  minimized = false
  maximized = false
  fullScreen = false
  destroyed = false
  overlay: unknown = null
  constructor(options: BrowserWindow['options']) {
    super()
    this.options = options
    BrowserWindow.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  get loaded(): string | null {
    return this.loads.at(-1) ?? null
  }
  async loadURL(url: string) {
    this.loads.push(url)
    this.webContents.emit('did-navigate-in-page', {}, url, true)
  }
  /** As a person's click on its button: may be prevented. */
  close() {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented) return
    this.destroyed = true
    BrowserWindow.windows = BrowserWindow.windows.filter(each => each !== this)
    this.emit('closed')
    if (BrowserWindow.windows.length === 0) app.emit('window-all-closed')
  }
  /** As a person's drag of it. */
  moveTo(bounds: FakeRectangle) {
    this.bounds = bounds
    this.emit('move')
  }
  show() {
    this.shown = true
  }
  hide() {
    this.shown = false
  }
  focus() {
    this.focused = true
  }
  maximize() {
    this.maximized = true
    this.emit('maximize')
  }
  setFullScreen(fullScreen: boolean) {
    this.fullScreen = fullScreen
  }
  setOverlayIcon(icon: unknown) {
    this.overlay = icon
  }
  getTitle = () => 'Machines · NovaCron'
  getNormalBounds = () => this.bounds
  isFocused = () => this.focused
  isMinimized = () => this.minimized
  isMaximized = () => this.maximized
  isFullScreen = () => this.fullScreen
  isDestroyed = () => this.destroyed
  restore() {
    this.minimized = false
  }
}

class FakeApp extends EventEmitter {
  sandboxed = false
  locked = true
  /** What was handed to the first instance. */
  handed: unknown = null
  isPackaged = false
  quits = 0
  badge = 0
  readonly exits: number[] = []
  readonly paths = new Map<string, string>()
  readonly protocols: string[] = []
  languages = ['en-GB']
  loginItem: unknown = null
  wasOpenedAtLogin = false
  readonly dock = undefined
  enableSandbox() {
    this.sandboxed = true
  }
  requestSingleInstanceLock(data: unknown) {
    this.handed = data
    return this.locked
  }
  whenReady = () => Promise.resolve()
  setAppUserModelId() {}
  setPath(name: string, path: string) {
    this.paths.set(name, path)
  }
  setAsDefaultProtocolClient(scheme: string) {
    this.protocols.push(scheme)
  }
  setBadgeCount(count: number) {
    this.badge = count
  }
  setLoginItemSettings(settings: unknown) {
    this.loginItem = settings
  }
  getLoginItemSettings = () => ({ wasOpenedAtLogin: this.wasOpenedAtLogin })
  getPreferredSystemLanguages = () => this.languages
  getAppPath = () => join(import.meta.dirname, '../../../..')
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

export class Tray extends EventEmitter {
  static trays: Tray[] = []
  image: unknown
  tip = ''
  menu: FakeItem[] = []
  constructor(image: unknown) {
    super()
    this.image = image
    Tray.trays.push(this)
  }
  setImage(image: unknown) {
    this.image = image
  }
  setToolTip(tip: string) {
    this.tip = tip
  }
  setContextMenu(menu: FakeItem[]) {
    this.menu = menu
  }
  destroy() {
    Tray.trays = Tray.trays.filter(each => each !== this)
  }
}

export class Notification extends EventEmitter {
  static supported = true
  static shown: Notification[] = []
  static isSupported = () => Notification.supported
  readonly title: string
  readonly body: string
  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }
  show() {
    Notification.shown.push(this)
  }
}

/** An entry of a menu, as the template says it. */
export interface FakeItem {
  label?: string
  role?: string
  type?: string
  enabled?: boolean
  checked?: boolean
  submenu?: FakeItem[]
  click?: (item: { checked: boolean }) => void
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
export const nativeTheme = { shouldUseDarkColors: true, themeSource: 'system' }
export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]
export const screen = { getAllDisplays: () => displays }
export const opened: string[] = []
export const shell = {
  openExternal: async (url: string) => void opened.push(url),
  openPath: async (path: string) => void opened.push(path),
}
export const errorBoxes: [string, string][] = []
/** Questions that were put, and the button that answers the next ones. */
export const asked: { message: string; buttons: string[] }[] = []
export const answers = { button: 0, file: { canceled: true, filePath: '' } }
export const dialog = {
  showErrorBox: (title: string, text: string) => void errorBoxes.push([title, text]),
  showMessageBox: async (_window: unknown, question: { message: string; buttons: string[] }) => {
    asked.push(question)
    return { response: answers.button }
  },
  showSaveDialog: async () => answers.file,
}
export const menus: FakeItem[][] = []
export const Menu = {
  buildFromTemplate: (template: FakeItem[]) => template,
  setApplicationMenu: (menu: FakeItem[]) => void menus.push(menu),
}

/** As if nothing had been asked yet: test files of one process share the fake. */
export function resetFake(): void {
  for (const emitter of [app, powerMonitor, ipcMain, fakeSession]) emitter.removeAllListeners()
  BrowserWindow.windows = []
  Tray.trays = []
  Notification.shown = []
  Notification.supported = true
  Object.assign(app, {
    sandboxed: false,
    locked: true,
    handed: null,
    isPackaged: false,
    quits: 0,
    badge: 0,
    languages: ['en-GB'],
    loginItem: null,
    wasOpenedAtLogin: false,
  })
  app.paths.clear()
  fakeSession.handlers.clear()
  Object.assign(fakeSession, {
    spellChecker: true,
    displayMedia: 'unset',
    permissionRequest: null,
    permissionCheck: null,
    devicePermission: null,
  })
  const lists = [app.exits, app.protocols, schemes, opened, errorBoxes, asked, menus, fakeSession.blocked]
  for (const list of lists) list.length = 0
  Object.assign(answers, { button: 0, file: { canceled: true, filePath: '' } })
}
