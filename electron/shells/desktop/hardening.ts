import { type App, type Session, shell, type WebContents } from 'electron'
import { isAppUrl } from './origin.ts'

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

/** Denies every permission and device: the interface needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
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

/** Applies `confine` to every page that ever comes to be. */
export function confineAll(app: App): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
}
