import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import type { Api } from './api/client.ts'
import { followCore } from './session/followCore.ts'
import { notSaved } from './session/notSaved.ts'
import { whenKnown } from './session/whenKnown.ts'

/** Draws the window as soon as there is something to draw; the core is asked for its rows meanwhile. */
export function start(root: HTMLElement, api: Api): void {
  // Ends with the page.
  followCore(api, notSaved)
  whenKnown(api, () => createRoot(root).render(<App api={api} />))
}
