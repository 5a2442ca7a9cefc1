import { BrowserWindow, nativeTheme, screen, type Session } from 'electron'
import { APP_START } from './origin.ts'
import { MIN_SIZE, placeWindow, type WindowState } from './windowState.ts'

/** What a window is opened with. */
export interface WindowParts {
  preload: string
  session: Session
  /** How it was left. */
  state: WindowState
  /** The address to show instead of the one it was left at. */
  address: string | null
}

/** Opens the main window where it was; shown when its first frame is painted, so nothing flashes. */
export function openWindow({ preload, session, state, address }: WindowParts): BrowserWindow {
  const areas = screen.getAllDisplays().map(display => display.workArea)
  const window = new BrowserWindow({
    ...placeWindow(state.bounds, areas),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'NovaCron',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1419' : '#fbfcfd',
    webPreferences: {
      preload,
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      enableWebSQL: false,
      spellcheck: false,
    },
  })
  if (state.maximised) window.maximize()
  if (state.fullScreen) window.setFullScreen(true)
  window.once('ready-to-show', () => window.show())
  // A failure is told by `did-fail-load`, which the main window hears.
  window.loadURL(APP_START + (address ?? state.address ?? '')).catch(() => undefined)
  return window
}
