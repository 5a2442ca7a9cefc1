import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import type { Api } from './api/client.ts'
import { whenKnown } from './session/whenKnown.ts'

/** Draws the window as soon as there is something to draw; the core is being asked for its rows. */
export function start(root: HTMLElement, api: Api): void {
  whenKnown(api, () => createRoot(root).render(<App api={api} />))
}
