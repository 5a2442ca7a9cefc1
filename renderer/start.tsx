import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import type { Api } from './api/client.ts'
import { followCore } from './session/followCore.ts'
import { notSaved } from './session/notSaved.ts'

/** Draws the window; the core is asked for its rows meanwhile. */
export function start(root: HTMLElement, api: Api): void {
  // Ends with the page.
  followCore(api, notSaved)
  createRoot(root).render(<App api={api} />)
}
