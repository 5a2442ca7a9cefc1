import { homedir, hostname, userInfo } from 'node:os'
import { join } from 'node:path'

/** Where ssh's files are and who asks; tests put another place underneath. */
export interface Place {
  home: string
  localUser: string
  uid: number
  hostname: string
  /** System-wide configuration folder. */
  systemFolder: string
  env: Readonly<Record<string, string | undefined>>
}

/** This user on this computer. */
export function herePlace(): Place {
  const { username, uid } = userInfo()
  const windows = process.platform === 'win32'
  return {
    home: homedir(),
    localUser: username,
    uid,
    hostname: hostname(),
    systemFolder: windows ? join(process.env.ProgramData ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh',
    env: process.env,
  }
}

/** The user's own ssh folder. */
export const userFolder = (place: Place): string => join(place.home, '.ssh')

/** `~` and `~/…` become the home folder; `~name` is left as it is. */
export function expandTilde(path: string, place: Place): string {
  if (path === '~') return place.home
  return path.startsWith('~/') || path.startsWith('~\\') ? join(place.home, path.slice(2)) : path
}
