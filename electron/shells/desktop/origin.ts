/** The one origin of the desktop's interface; nothing else is ever loaded. `novacron:` itself is kept for links from outside. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'novacron'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_START = `${APP_ORIGIN}/`

/** Channel on which the preload hands over a page's port. */
export const PORT_CHANNEL = 'novacron:port'

/** Whether a URL belongs to the interface. */
export function isAppUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST
}
