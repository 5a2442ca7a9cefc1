import { join } from 'node:path'
import { headlessNodeOptions } from '../../electron/shells/headless/nodeOptions.ts'
import { findDesktop } from './desktop.ts'
import { root, runToEnd, say } from './program.ts'

/**
 * Opens the application and resolves with its exit code when it has ended: Electron where there is one, else
 * the headless shell with the reason in one line.
 */
export async function openApplication(env: Record<string, string>, signal: AbortSignal): Promise<number> {
  const desktop = await findDesktop()
  if ('program' in desktop) {
    // Chromium's sandbox refuses to run as root; the renderer keeps its own isolation.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return runToEnd([desktop.program, ...asRoot, root], { env, signal })
  }
  const hasScreen =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  say(
    hasScreen
      ? `Opening in the browser, because ${desktop.reason}.`
      : 'There is no display here: open the link that follows in a browser on this computer.',
  )
  const program = [process.execPath, ...headlessNodeOptions, join(root, 'out/main/headless.js')]
  const headless = hasScreen ? [...program, '--open'] : program
  return runToEnd(headless, { env, signal })
}
