import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { App } from 'electron'

/** Says that the program was started with the session: no window where the tray has an icon. */
export const HIDDEN_FLAG = '--hidden'

/** A word of a desktop entry's Exec line, quoted as the Desktop Entry Specification asks. */
function execWord(text: string): string {
  const escaped = text.replace(/["`$\\]/g, sign => `\\${sign}`).replaceAll('%', '%%')
  // The value is unescaped as a string first, then the quoting is read.
  return `"${escaped.replaceAll('\\', '\\\\')}"`
}

/** The XDG autostart entry that starts `program` with the session. */
export function autostartEntry(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=NovaCron',
    `Exec=${execWord(program)} ${HIDDEN_FLAG}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Where the session looks for it. */
export function autostartFile(env: NodeJS.ProcessEnv): string {
  const config = env.XDG_CONFIG_HOME
  const folder = config && isAbsolute(config) ? config : join(env.HOME ?? homedir(), '.config')
  return join(folder, 'autostart', 'org.novacron.desktop.desktop')
}

/**
 * Starts the program with the person's session, or no longer. Only an installed program does: a checkout
 * must not put itself there. Electron knows macOS and Windows; on Linux it is a file.
 */
export function setOpenAtLogin(app: App, wanted: boolean, env: NodeJS.ProcessEnv = process.env): void {
  if (!app.isPackaged) return
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [HIDDEN_FLAG] })
    return
  }
  const file = autostartFile(env)
  if (!wanted) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  // An AppImage runs from a place that changes with every start: the file itself is what stays.
  writeFileSync(file, autostartEntry(env.APPIMAGE ?? process.execPath))
}

/** Whether this start came from the session and not from a person. */
export function startedHidden(app: App, args: readonly string[]): boolean {
  return args.includes(HIDDEN_FLAG) || app.getLoginItemSettings?.().wasOpenedAtLogin === true
}
