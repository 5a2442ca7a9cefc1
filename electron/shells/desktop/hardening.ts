import { type App, type Session, shell, type WebContents } from 'electron'
import { APP_ORIGIN, isAppUrl } from './origin.ts'

/** Sites that a person may be sent to in their own browser; anything else is dropped. */
const outsideHosts: ReadonlySet<string> = new Set(['libvirt.org', 'novacron.dev', 'github.com'])

/** Opens a web address outside, https only and only on hosts that we link to. */
export async function openOutside(text: string): Promise<boolean> {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.protocol !== 'https:' || !outsideHosts.has(url.hostname)) return false
  await shell.openExternal(url.href)
  return true
}

/** Whatever a page could load that did not come with the program. */
const NETWORK = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*']

/** Denies every permission and device: the interface needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
  session.setSpellCheckerEnabled(false)
}

/** A session whose pages reach nothing but the program's own files, and save only what they made themselves. */
export function closeOff(session: Session): void {
  denyPermissions(session)
  session.webRequest.onBeforeRequest({ urls: NETWORK }, (_details, decide) => decide({ cancel: true }))
  session.on('will-download', (event, item) => {
    // Exports are blobs of our own page; anything else came from elsewhere.
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) event.preventDefault()
  })
}

/** Keeps a page where it is: no navigation away, no new windows, no embedded pages. */
export function confine(contents: WebContents): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url)
    return { action: 'deny' }
  })
}

/** Applies `confine` to every page and `denyPermissions` to every session that ever comes to be. */
export function confineAll(app: App): void {
  // Not closed off: the update check has a session of its own, without pages, that must reach its feed.
  app.on('session-created', denyPermissions)
  app.on('web-contents-created', (_event, contents) => confine(contents))
}
