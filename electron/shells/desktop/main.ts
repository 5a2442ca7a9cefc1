import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { AppError } from '../../../shared/errors.ts'
import { createLog, logLevel } from '../../core/log.ts'
import { dataFolder } from '../../core/store/dataFolder.ts'
import { commandArguments, runAsCommand } from './command.ts'
import { startDesktop } from './desktop.ts'
import { confineAll } from './hardening.ts'
import { claimInstance, claimLinks, Summons, setBrowserFolder } from './instance.ts'
import { registerAppScheme } from './protocol.ts'
import { desktopWords } from './words.ts'

const out = join(dirname(fileURLToPath(import.meta.url)), '..')
const files = { preload: join(out, 'preload', 'preload.cjs'), renderer: join(out, 'renderer') }
const log = createLog(logLevel('warn'))

/** Says why there is nothing to show and ends the program: without a window nobody else could. */
function explainAndEnd(error: unknown): void {
  const { notStarted } = desktopWords(null, app.getPreferredSystemLanguages())
  const told = error instanceof AppError ? error : new AppError('internal', notStarted)
  if (told !== error) log.error({ err: error }, 'the program could not start')
  dialog.showErrorBox(told.message, told.next ?? '')
  app.exit(1)
}

/** A start with a window: everything that must be said before Electron is ready, then the desktop. */
async function open(): Promise<void> {
  const folder = dataFolder(process.env, process.platform)
  const args = process.argv
  registerAppScheme()
  app.enableSandbox()
  confineAll(app)
  app.setAppUserModelId('org.novacron.desktop')
  const summons = new Summons(app, args)
  setBrowserFolder(app, folder)
  if (!claimInstance(app, args)) return app.quit()
  claimLinks(app)
  await app.whenReady()
  await startDesktop({ folder, files, log, summons, args })
}

const command = commandArguments(process.argv, app.isPackaged)
// Not awaited at the top level: Electron is not ready before this module has run.
;(command === null ? open() : runAsCommand(app, command)).catch(explainAndEnd)
