import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { Cdp } from './cdp.ts'
import { claimFolder } from './instanceLock.ts'
import { StandInSession } from './session.ts'
import { StandInWindow, type WindowOptions } from './window.ts'

export { utilityProcess } from '../../../electron/shells/desktop/testing/fakeUtilityProcess.ts'
export { MessageChannelMain } from './ports.ts'

/**
 * A stand-in for the `electron` module over Chromium's DevTools, for tests only: the built program runs
 * in Node, its windows are pages of Debian's Chromium. docs/desktop.md says what it can't show.
 */
const endpoint = process.env.STAND_IN_CHROMIUM ?? ''
let cdp: Cdp | null = null

/** Tells the test what a person would see outside the window. */
const tell = (seen: Record<string, unknown>): void => {
  process.send?.(seen)
}

class StandInApp extends EventEmitter {
  readonly isPackaged = false
  readonly dock = undefined
  #userData = ''
  enableSandbox(): void {}
  setAppUserModelId(): void {}
  setAsDefaultProtocolClient(): void {}
  setLoginItemSettings(): void {}
  getLoginItemSettings = () => ({ wasOpenedAtLogin: false })
  getPreferredSystemLanguages = () => ['en-GB']
  getAppPath = () => join(import.meta.dirname, '../../..')
  setBadgeCount(badge: number): void {
    tell({ badge })
  }
  setPath(_name: string, path: string): void {
    this.#userData = path
  }
  requestSingleInstanceLock(data: object): boolean {
    return claimFolder(this.#userData, { argv: process.argv, data }, said => {
      const { argv, data: handed } = said as { argv: string[]; data: unknown }
      this.emit('second-instance', {}, argv, '/', handed)
    })
  }
  async whenReady(): Promise<void> {
    cdp ??= await this.#connect()
  }
  /** `before-quit`, then every window's `close`, then the end; the first two may be prevented. */
  quit(): void {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    for (const window of StandInWindow.all) window.close()
    if (StandInWindow.all.length === 0) void Promise.all(StandInWindow.closing).then(() => this.exit(0))
  }
  exit(code: number): void {
    process.exit(code)
  }
  async #connect(): Promise<Cdp> {
    const opened = await Cdp.connect(endpoint)
    opened.on('close', () => this.exit(70))
    await opened.send('Target.setDiscoverTargets', { discover: true })
    opened.on('event', (_session: unknown, method: string, params: { targetInfo?: PopUp }) => {
      if (method === 'Target.targetCreated' && params.targetInfo) this.#popUp(params.targetInfo)
    })
    return opened
  }
  /** Chromium has opened what Electron would only have asked about: it is closed at once where it is denied. */
  #popUp({ targetId, openerId }: PopUp): void {
    const opener = StandInWindow.all.find(window => window.targetId === openerId)
    if (opener?.webContents.deniesOpen === true)
      cdp?.send('Target.closeTarget', { targetId }).catch(() => undefined)
  }
}
interface PopUp {
  targetId: string
  openerId?: string
}

export const app = new StandInApp()
export const ipcMain = new EventEmitter()
export const powerMonitor = new EventEmitter()
export const protocol = { registerSchemesAsPrivileged() {} }
export const nativeTheme = { shouldUseDarkColors: true, themeSource: 'system' }
export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}
export const shell = {
  openExternal: async (url: string) => tell({ outside: url }),
  openPath: async (path: string) => tell({ folder: path }),
}
const sessions = new Map<string, StandInSession>()
export const session = {
  fromPartition(name: string) {
    const known = sessions.get(name)
    if (known) return known
    const made = new StandInSession()
    sessions.set(name, made)
    app.emit('session-created', made)
    return made
  },
}

export class BrowserWindow extends StandInWindow {
  static getAllWindows = () => StandInWindow.all
  constructor(options: WindowOptions) {
    if (cdp === null) throw new Error('a window before the app was ready')
    super(options, cdp, ipcMain)
    app.emit('web-contents-created', {}, this.webContents)
    this.on('closed', () => {
      if (StandInWindow.all.length === 0) app.emit('window-all-closed')
    })
  }
}

interface Item {
  label?: string
  submenu?: Item[]
  checked?: boolean
  click?: (item: { checked: boolean }) => void
}
const menus: { application: Item[]; tray: Item[] } = { application: [], tray: [] }
export const Menu = {
  buildFromTemplate: (template: Item[]) => template,
  setApplicationMenu: (menu: Item[]) => {
    menus.application = menu
  },
}

export class Tray extends EventEmitter {
  setImage(): void {}
  setToolTip(tray: string): void {
    tell({ tray })
  }
  setContextMenu(menu: Item[]): void {
    menus.tray = menu
  }
  destroy(): void {
    tell({ tray: null })
  }
}

export class Notification extends EventEmitter {
  static isSupported = () => true
  readonly #words: { title: string; body: string }
  constructor(words: { title: string; body: string }) {
    super()
    this.#words = words
  }
  show(): void {
    tell({ notification: this.#words })
    notifications.push(this)
  }
}
const notifications: Notification[] = []

const answers = { file: '', button: 0 }
export const dialog = {
  showErrorBox: (title: string, text: string) => tell({ errorBox: `${title} ${text}` }),
  showMessageBox: async (_window: unknown, { message }: { message: string }) => {
    tell({ question: message })
    return { response: answers.button }
  },
  showSaveDialog: async () => ({ canceled: answers.file === '', filePath: answers.file }),
}

/** What a test does in a person's or the system's stead. */
export type Deed =
  | { do: 'click'; menu: 'application' | 'tray'; label: string }
  | { do: 'power'; event: string }
  | { do: 'clickNotification' }
  | { do: 'answer'; file?: string; button?: number }
  | { do: 'place'; bounds: { x: number; y: number; width: number; height: number } }
  | { do: 'blur' | 'close' | 'quit' | 'tellRefused' }

function click(menu: 'application' | 'tray', label: string): void {
  const all = menus[menu].flatMap(item => [item, ...(item.submenu ?? [])])
  const item = all.find(each => each.label === label)
  if (item?.click === undefined) tell({ fault: `no entry ${label}` })
  else item.click({ checked: item.checked !== true })
}

function perform(deed: Deed): void {
  const [window] = StandInWindow.all
  if (deed.do === 'click') click(deed.menu, deed.label)
  else if (deed.do === 'power') powerMonitor.emit(deed.event)
  else if (deed.do === 'clickNotification') notifications.at(-1)?.emit('click')
  else if (deed.do === 'answer') Object.assign(answers, deed)
  else if (deed.do === 'place') window?.placed(deed.bounds)
  else if (deed.do === 'blur') window?.blur()
  else if (deed.do === 'close') window?.close()
  else if (deed.do === 'quit') app.quit()
  else tell({ refused: [...sessions.values()].flatMap(each => each.refused) })
}
process.on('message', (deed: Deed) => perform(deed))
// A test run that is gone needs no program any more; its channel keeps none alive either.
process.on('disconnect', () => app.exit(71))
process.channel?.unref()
