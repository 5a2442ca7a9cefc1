import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, session } from 'electron'
import { AppError } from '../../../shared/errors.ts'
import { createCore } from '../../core/core.ts'
import { createLog, logLevel } from '../../core/log.ts'
import { dataFolder } from '../../core/store/dataFolder.ts'
import { localSocketPath, serveLocalSocket } from '../localSocket.ts'
import { serveBridge } from './bridge.ts'
import { confineAll, denyPermissions } from './hardening.ts'
import { applicationMenu } from './menu.ts'
import { followPower } from './power.ts'
import { registerAppScheme, serveAppScheme } from './protocol.ts'
import { openWindow } from './window.ts'

const here = dirname(fileURLToPath(import.meta.url))
const preload = join(here, '..', 'preload', 'preload.cjs')
const renderer = join(here, '..', 'renderer')

const log = createLog(logLevel('warn'))

/** Says why there is nothing to show and ends the program: without a window nobody else could. */
function explainAndEnd(error: unknown): void {
  const told = error instanceof AppError ? error : new AppError('internal', 'NovaCron could not start.')
  if (told !== error) log.error({ err: error }, 'the program could not start')
  dialog.showErrorBox(told.message, told.next ?? '')
  app.exit(1)
}

async function start(): Promise<void> {
  const folder = dataFolder(process.env, process.platform)
  const core = await createCore({ folder, log, shell: 'desktop' })
  const local = await serveLocalSocket(core, localSocketPath(folder))
  const page = session.fromPartition('persist:novacron')
  denyPermissions(page)
  serveAppScheme(page, renderer)
  serveBridge(ipcMain, core)
  followPower(powerMonitor, core)
  Menu.setApplicationMenu(applicationMenu(process.platform))
  const open = () => openWindow({ preload, session: page })
  open()
  core.start()

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return void open()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  let closing = false
  app.on('before-quit', event => {
    if (closing) return
    event.preventDefault()
    closing = true
    const failed = (problem: unknown) => log.error({ err: problem }, 'the core did not close cleanly')
    void local
      .close()
      .catch(failed)
      .then(() => core.close())
      .catch(failed)
      .then(() => app.quit())
  })
}

registerAppScheme()
app.enableSandbox()
confineAll(app)
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(explainAndEnd)
else app.quit()
