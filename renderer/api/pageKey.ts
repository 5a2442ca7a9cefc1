/** Kept for this origin, its port included: pages of other ports get our cookies from the browser, but not this. */
const STORED = 'pageKey'
const HANDED_OVER = /^#pageKey=([\w-]{20,100})$/

let known: string | null = null

/**
 * The key that shows the core's server that a socket is asked for by one of its own pages. The sign-in link hands it
 * over behind the address's #, where it stands until this is first asked; null where there never was one.
 */
export function pageKey(): string | null {
  const handedOver = HANDED_OVER.exec(location.hash)?.[1]
  if (handedOver !== undefined) {
    known = handedOver
    history.replaceState(history.state, '', location.pathname + location.search)
    keep(handedOver)
  }
  return known ?? localStorage.getItem(STORED)
}

function keep(key: string): void {
  try {
    localStorage.setItem(STORED, key)
  } catch (error) {
    // A full storage: this page goes on with what it knows, the next one needs a new link.
    if (!(error instanceof DOMException)) throw error
  }
}
