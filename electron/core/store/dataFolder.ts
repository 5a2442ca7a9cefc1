import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/** Where NovaCron keeps its data: `NOVACRON_HOME`, else the platform's place for an application's data. Absolute. */
export function dataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const path = platform === 'win32' ? win32 : posix
  if (env.NOVACRON_HOME) return path.resolve(env.NOVACRON_HOME)
  if (platform === 'win32') {
    return path.join(env.APPDATA || path.join(home, 'AppData', 'Roaming'), 'NovaCron')
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'NovaCron')
  // The XDG base directory specification: a relative path is invalid and ignored.
  const data = env.XDG_DATA_HOME
  return path.join(data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share'), 'novacron')
}
