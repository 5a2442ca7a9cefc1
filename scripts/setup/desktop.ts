import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runToEnd, say } from './program.ts'

/** Electron's program, or why there is none here. */
export type Desktop = { readonly program: string } | { readonly reason: string }

const folder = join(root, 'node_modules/electron')
/** How long the place Electron is downloaded from may take to answer at all. */
const ANSWER_MS = 10_000
/** How long the download itself may take once that place has answered. */
const DOWNLOAD_MS = 300_000

/** Electron where it can show a window: present already, or downloaded now (bounded in time). */
export async function findDesktop(env: NodeJS.ProcessEnv = process.env): Promise<Desktop> {
  if (process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { reason: 'there is no display' }
  }
  const program = electronProgram()
  if (program !== null) return { program }
  const unreachable = await downloadPlaceProblem(env)
  if (unreachable !== null) return { reason: `Electron cannot be downloaded (${unreachable})` }
  say('Downloading Electron…')
  const code = await runToEnd([process.execPath, join(folder, 'install.js')], { timeoutMs: DOWNLOAD_MS })
  const downloaded = electronProgram()
  if (downloaded !== null) return { program: downloaded }
  return { reason: `Electron's download failed (exit ${code})` }
}

/** The program in node_modules/electron, without trying to download it; null where it is absent. */
export function electronProgram(): string | null {
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : ''
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const program = join(dist, name || 'electron')
  return existsSync(program) ? program : null
}

/** Why the place that Electron's installer downloads from does not answer; null where it does. */
async function downloadPlaceProblem(env: NodeJS.ProcessEnv): Promise<string | null> {
  const mirror =
    env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/'
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) })
    return null
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return cause instanceof Error ? cause.message || cause.name : String(cause)
  }
}
