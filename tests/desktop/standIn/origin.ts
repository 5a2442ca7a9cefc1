/** What the program calls its pages' origin, and the origin under which Chromium, which knows no such scheme, has them. */
const OURS = 'app://novacron'
const THEIRS = 'https://novacron.test'

/** An address as Chromium has it. */
export const toBrowser = (url: string): string =>
  url.startsWith(OURS) ? THEIRS + url.slice(OURS.length) : url

/** An address or origin as the program has it. */
export const toProgram = (url: string): string =>
  url.startsWith(THEIRS) ? OURS + url.slice(THEIRS.length) : url

/** The preload's text with the origin that it compares with. */
export const preloadForBrowser = (text: string): string => text.replaceAll(OURS, THEIRS)

/** The interface asks the page's protocol once, to choose its way to the core: a script hears the program's answer. */
export const scriptForBrowser = (text: string): string => text.replaceAll('location.protocol', '("app:")')
