import { ipcRenderer } from 'electron'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'

// The page asks, main makes the channel, the page gets its end. Nothing else crosses, and nothing of
// Electron is exposed.
window.addEventListener('message', event => {
  if (event.source !== window || event.origin !== APP_ORIGIN || event.data !== 'novacron:ready') return
  ipcRenderer.send(PORT_CHANNEL)
})
ipcRenderer.on(PORT_CHANNEL, event => {
  window.postMessage(PORT_CHANNEL, APP_ORIGIN, [...event.ports])
})
