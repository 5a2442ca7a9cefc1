import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import type { Api } from './api/client.ts'

/** Draws the window. */
export function start(root: HTMLElement, api: Api): void {
  createRoot(root).render(<App api={api} />)
}
