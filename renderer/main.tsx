import './nonce.ts'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './theme/tokens.css'
import './theme/global.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { openApi } from './api/client.ts'
import { portDialer } from './api/portDialer.ts'
import { webSocketDialer } from './api/webSocketDialer.ts'

// The one place that knows which shell carries the window: a web server's page has a WebSocket to it,
// the desktop's own page is handed a port.
const served = location.protocol === 'http:' || location.protocol === 'https:'
const api = openApi(served ? webSocketDialer() : portDialer())

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(<App api={api} />)
