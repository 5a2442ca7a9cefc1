import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { app, ipcMain, Menu, nativeTheme, powerMonitor, session, shell } from 'electron'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { parseDesktopSettings } from '../../../shared/models/desktop.ts'
import { DESKTOP_SETTING, LANGUAGE_SETTING, VIEW_SETTING } from '../../../shared/models/settingNames.ts'
import { createRouter } from '../../core/api/router.ts'
import { systemClock } from '../../core/clock.ts'
import { type Core, createCore } from '../../core/core.ts'
import type { Logger } from '../../core/log.ts'
import { localSocketPath, serveLocalSocket } from '../localSocket.ts'
import { announceUpdate } from './announcement.ts'
import { setOpenAtLogin, startedHidden } from './autostart.ts'
import { serveBridge } from './bridge.ts'
import { FleetPicture } from './fleetPicture.ts'
import { closeOff } from './hardening.ts'
import { HostNewsDesk } from './hostNews.ts'
import { desktopKeychain } from './keychain.ts'
import type { Summons } from './instance.ts'
import { MainWindow } from './mainWindow.ts'
import { menuTemplate } from './menu.ts'
import { Notifier } from './notifications.ts'
import { savePdf } from './pdf.ts'
import { DesktopPlace } from './place.ts'
import { followPower } from './power.ts'
import { serveAppScheme } from './protocol.ts'
import { TaskNewsDesk } from './taskNews.ts'
import { drawBadge, FleetTray } from './tray.ts'
import { themeSource } from './theme.ts'
import { UpdateWatch } from './updates.ts'
import { desktopWords } from './words.ts'

/** Where the parts of the build are. */
export interface DesktopFiles {
  preload: string
  renderer: string
}

/** Everything of a start with a window. */
export interface DesktopStart {
  folder: string
  files: DesktopFiles
  log: Logger
  summons: Summons
  args: readonly string[]
}

/** Opens the data folder's core, its window and all that stands around it; ends with the program. */
export async function startDesktop({ folder, files, log, summons, args }: DesktopStart): Promise<void> {
  const core = await createCore({ folder, log, shell: 'desktop', keychain: desktopKeychain() })
  const local = await serveLocalSocket(core, localSocketPath(folder))
  const place = await DesktopPlace.take(core)
  const desktop = new Desktop(core, place, files, () => local.close())
  desktop.open(summons, startedHidden(app, args))
  core.start()
}

/** The parts around the window, and how they hear of each other. */
class Desktop {
  readonly #core: Core
  readonly #place: DesktopPlace
  readonly #picture = new FleetPicture()
  readonly #main: MainWindow
  readonly #tray: FleetTray
  readonly #notifier: Notifier
  readonly #news: HostNewsDesk
  readonly #updates: UpdateWatch
  readonly #ends: (() => void)[] = []
  readonly #closeSocket: () => Promise<void>
  #quitting = false

  constructor(core: Core, place: DesktopPlace, files: DesktopFiles, closeSocket: () => Promise<void>) {
    this.#core = core
    this.#place = place
    this.#closeSocket = closeSocket
    const clock = systemClock
    const words = () => this.#words
    const show = (address: string | null) => this.#main.show(address)
    const page = session.fromPartition('persist:novacron')
    closeOff(page)
    serveAppScheme(page, files.renderer)
    serveBridge(ipcMain, core, place)
    this.#main = new MainWindow({
      preload: files.preload,
      session: page,
      settings: core.settings,
      clock,
      log: core.log,
      words,
      hides: () => !this.#quitting && this.#settings.closeToTray && this.#tray.shown,
      quit: () => app.quit(),
    })
    this.#tray = new FleetTray({
      show,
      retryAll: () => {
        if (place.caller.seat.access.mayAnywhere('host.connect')) core.registry.retryAll()
      },
      lock: () => place.lock(),
      notifyHosts: wanted => core.settings.set(DESKTOP_SETTING, { ...this.#settings, notifyHosts: wanted }),
      quit: () => app.quit(),
    })
    this.#notifier = new Notifier({ clock, words, show, watched: () => this.#main.watched })
    this.#news = new HostNewsDesk(clock, news => {
      if (this.#settings.notifyHosts) this.#notifier.host(news)
    })
    this.#updates = new UpdateWatch({
      feedFile: join(process.resourcesPath ?? '', 'app-update.yml'),
      clock,
      log: core.log,
      wanted: () => this.#settings.checkForUpdates,
      load: async () => (await import('electron-updater')).default.autoUpdater,
      changed: () => this.#updateMoved(),
    })
  }

  /** Shows the window, unless the session started the program and the tray has an icon, and begins to listen. */
  open(summons: Summons, hidden: boolean): void {
    this.#applyTheme()
    this.#drawMenu()
    this.#drawFleet()
    const first = summons.takeFirst()
    if (first !== null || !hidden || !this.#tray.shown) this.#main.show(first)
    summons.follow(address => this.#main.show(address))
    app.on('activate', () => this.#main.show())
    app.on('window-all-closed', () => this.#lastWindowClosed())
    app.on('before-quit', event => this.#quit(event))
    followPower(powerMonitor, {
      sleep: () => {
        this.#main.save()
        this.#news.sleep()
        if (this.#core.policies.get().session.lockOnSleep) this.#place.away()
        this.#core.registry.suspend()
      },
      screenLocked: () => {
        if (this.#core.policies.get().session.lockOnSleep) this.#place.away()
      },
      wake: () => {
        this.#core.registry.resume()
        this.#news.wake()
      },
      end: () => app.quit(),
    })
    this.#listen()
    this.#applyLogin()
    this.#updates.start()
  }

  get #settings() {
    return parseDesktopSettings(this.#core.settings.get(DESKTOP_SETTING))
  }

  get #words() {
    return desktopWords(this.#core.settings.get(LANGUAGE_SETTING), app.getPreferredSystemLanguages())
  }

  #listen(): void {
    const { log, settings } = this.#core
    const context = { caller: this.#place.caller, log }
    const client: ContractClient = createRouterClient(createRouter(this.#core), { context })
    const tasks = new TaskNewsDesk(task => {
      if (this.#settings.notifyTasks) this.#notifier.task(task)
    })
    this.#ends.push(
      this.#place.follow(
        signal => client.hosts.watch(undefined, { signal }),
        event => {
          const { hosts, gone } = this.#picture.apply(event)
          for (const host of hosts) this.#news.see(host)
          for (const hostId of gone) this.#news.forget(hostId)
          this.#drawFleet()
        },
        () => this.#showNothing(),
      ),
      this.#place.follow(
        signal => client.tasks.watch(undefined, { signal }),
        event => tasks.hear(event),
        () => this.#notifier.forget(),
      ),
      this.#place.onChange(() => {
        this.#drawMenu()
        this.#drawFleet()
      }),
      settings.onSet(key => {
        if (key === DESKTOP_SETTING) this.#applyLogin()
        if (key === LANGUAGE_SETTING) this.#drawMenu()
        if (key === VIEW_SETTING) this.#applyTheme()
        if (key === DESKTOP_SETTING || key === LANGUAGE_SETTING) this.#drawFleet()
      }),
    )
  }

  /** Nobody sits here, or may see the fleet: tray, badge and notifications know of none. */
  #showNothing(): void {
    for (const hostId of this.#picture.clear()) this.#news.forget(hostId)
    this.#notifier.forget()
    this.#drawFleet()
  }

  #drawFleet(): void {
    const summary = this.#picture.summary()
    const { isOpen, canLock } = this.#place
    this.#tray.draw(summary, { ...this.#settings, isOpen, canLock }, this.#words)
    drawBadge(summary, this.#main.window, this.#words)
  }

  #drawMenu(): void {
    const history = () => this.#main.window?.webContents.navigationHistory
    const { isPackaged } = app
    const parts = {
      platform: process.platform,
      words: this.#words,
      update: this.#updates.state,
      isPackaged,
      canLock: this.#place.canLock,
    }
    const template = menuTemplate(parts, {
      show: address => this.#main.show(address),
      savePdf: () => {
        const { window } = this.#main
        if (window) savePdf(window, this.#words).catch((error: unknown) => this.#failed(error))
      },
      lock: () => this.#place.lock(),
      back: () => history()?.goBack(),
      forward: () => history()?.goForward(),
      openDataFolder: () => {
        shell.openPath(this.#core.folder).catch((error: unknown) => this.#failed(error))
      },
      update: () => {
        this.#updates.next().catch((error: unknown) => this.#failed(error))
      },
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #updateMoved(): void {
    this.#drawMenu()
    const said = announceUpdate(this.#updates.state, this.#words)
    if (said !== null) this.#notifier.announce(said)
  }

  #applyTheme(): void {
    nativeTheme.themeSource = themeSource(this.#core.settings.get(VIEW_SETTING))
  }

  #applyLogin(): void {
    try {
      setOpenAtLogin(app, this.#settings.openAtLogin)
    } catch (error) {
      // A home that can't be written: everything else goes on.
      this.#failed(error)
    }
  }

  #lastWindowClosed(): void {
    if (process.platform !== 'darwin') app.quit()
  }

  /** The first request closes the core and asks again; only then the program ends. */
  #quit(event: { preventDefault(): void }): void {
    if (this.#quitting) return
    event.preventDefault()
    this.#quitting = true
    this.#main.end()
    this.#updates.close()
    this.#news.close()
    this.#notifier.close()
    this.#tray.close()
    for (const end of this.#ends) end()
    const failed = (problem: unknown) =>
      this.#core.log.error({ err: problem }, 'the core did not close cleanly')
    void this.#closeSocket()
      .catch(failed)
      .then(() => this.#core.close())
      .catch(failed)
      .then(() => app.quit())
  }

  #failed(error: unknown): void {
    this.#core.log.error({ err: error }, 'the desktop could not do what it was asked')
  }
}
