import { join } from 'node:path'
import type { App } from 'electron'
import { makeFolder } from '../../core/store/folder.ts'
import { addressOfLink, LINK_SCHEME, linkIn } from './deepLink.ts'

/** What a second start hands to the first. */
interface HandedOver {
  link: string | null
}

/**
 * Where Chromium keeps what is its own (cache, the lock of this instance): inside the data folder, so
 * that two data folders are two programs.
 */
export function setBrowserFolder(app: App, folder: string): void {
  const browser = join(folder, 'browser')
  makeFolder(browser)
  app.setPath('userData', browser)
}

/** True in the first start on this data folder; a later one hands its link over and must end. */
export function claimInstance(app: App, args: readonly string[]): boolean {
  const handed: HandedOver = { link: linkIn(args) }
  return app.requestSingleInstanceLock({ ...handed })
}

/** Requests to be shown, from links and second starts; those that come before anybody listens are kept. */
export class Summons {
  #waiting: string | null = null
  #hear: ((address: string | null) => void) | null = null

  constructor(app: App, args: readonly string[]) {
    const own = linkIn(args)
    if (own !== null) this.#waiting = addressOfLink(own)
    // macOS hands links to the program itself, also before it is ready.
    app.on('open-url', (event, url) => {
      event.preventDefault()
      this.#come(addressOfLink(url))
    })
    app.on('second-instance', (_event, argv, _folder, data) => {
      const link = handedLink(data) ?? linkIn(argv)
      this.#come(link === null ? null : addressOfLink(link))
    })
  }

  /** The address that this start was asked for, once. */
  takeFirst(): string | null {
    const first = this.#waiting
    this.#waiting = null
    return first
  }

  /** Hears every further request. */
  follow(hear: (address: string | null) => void): void {
    this.#hear = hear
  }

  #come(address: string | null): void {
    if (this.#hear) this.#hear(address)
    else this.#waiting = address ?? this.#waiting
  }
}

function handedLink(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('link' in data)) return null
  return typeof data.link === 'string' ? data.link : null
}

/** Makes the system send `novacron://` links here; packages of macOS and Linux say so by themselves as well. */
export function claimLinks(app: App): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
}
