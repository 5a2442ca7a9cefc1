import { join } from 'node:path'
import { app, type BrowserWindow, Menu, nativeImage, Tray } from 'electron'
import type { FleetSummary } from './fleetPicture.ts'
import { type TrayState, type TrayVerbs, trayLine, trayMenu, trayState } from './trayMenu.ts'
import type { DesktopWords } from './words.ts'

/** The icon of a state; macOS tints one whose name ends in Template, and each platform finds its own density. */
function icon(state: TrayState) {
  const name = process.platform === 'darwin' ? `${state}Template.png` : `${state}.png`
  return nativeImage.createFromPath(join(app.getAppPath(), 'resources', 'tray', name))
}

/** The icon beside the clock while the person wants one; drawn anew whenever the fleet's picture changes. */
export class FleetTray {
  readonly #verbs: TrayVerbs
  #tray: Tray | null = null
  #drawn = ''

  constructor(verbs: TrayVerbs) {
    this.#verbs = verbs
  }

  /** Whether there is an icon to come back to. */
  get shown(): boolean {
    return this.#tray !== null
  }

  /** Shows the fleet, or takes the icon away. */
  draw(
    summary: FleetSummary,
    settings: { tray: boolean; notifyHosts: boolean; isOpen: boolean; canLock: boolean },
    words: DesktopWords,
  ): void {
    if (!settings.tray) {
      this.close()
      return
    }
    // A menu that is open closes when it is replaced: only for something new.
    const { notifyHosts, isOpen, canLock } = settings
    const drawn = JSON.stringify([summary, notifyHosts, isOpen, canLock, words.quit])
    if (this.#tray !== null && drawn === this.#drawn) return
    this.#drawn = drawn
    const image = icon(trayState(summary))
    if (this.#tray === null) {
      this.#tray = new Tray(image)
      // On Linux and macOS a click opens the menu.
      if (process.platform === 'win32') this.#tray.on('click', () => this.#verbs.show(null))
    } else this.#tray.setImage(image)
    this.#tray.setToolTip(`NovaCron: ${isOpen ? trayLine(summary, words) : words.locked}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(summary, settings, words, this.#verbs)))
  }

  close(): void {
    this.#tray?.destroy()
    this.#tray = null
  }
}

/** Counts the hosts that need a person on the dock's or launcher's icon; on Windows it is a mark. */
export function drawBadge(summary: FleetSummary, window: BrowserWindow | null, words: DesktopWords): void {
  const count = summary.troubled.length
  if (process.platform !== 'win32') {
    app.setBadgeCount(count)
    return
  }
  window?.setOverlayIcon(count === 0 ? null : icon('trouble'), count === 0 ? '' : trayLine(summary, words))
}
