import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { APP_START } from './origin.ts'

/** Smallest window in which the interface is designed to work, pixels. */
const MIN_WIDTH = 900
const MIN_HEIGHT = 600

/** Opens the main window; shown when its first frame is painted, so nothing flashes. */
export function openWindow(options: { preload: string; session: Session }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'NovaCron',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1419' : '#fbfcfd',
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      enableWebSQL: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(APP_START)
  return window
}
