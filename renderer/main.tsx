import './nonce.ts'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './theme/tokens.css'
import './theme/global.css'
import { openApi } from './api/client.ts'
import { portDialer } from './api/portDialer.ts'
import { webSocketDialer } from './api/webSocketDialer.ts'
import { followCore } from './session/followCore.ts'
import { notSaved } from './session/notSaved.ts'
import { preferredLanguage, speak } from './words/index.ts'

// The one place that knows which shell carries the window: a web server's page has a WebSocket to it,
// the desktop's own page is handed a port.
const served = location.protocol === 'http:' || location.protocol === 'https:'
const api = openApi(served ? webSocketDialer() : portDialer())
// The core is asked while the window itself is still being loaded. Ends with the page.
followCore(api, notSaved)

// Words first: the modules of the window take theirs while they are loaded.
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
speak(preferredLanguage(localStorage.getItem('language'), navigator.languages))
  .then(() => import('./start.tsx'))
  .then(({ start }) => start(root, api))
  .catch((error: unknown) => {
    const why = document.createElement('p')
    why.textContent = error instanceof Error ? error.message : String(error)
    root.querySelector('main')?.append(why)
    root.classList.add('failed')
    throw error
  })
