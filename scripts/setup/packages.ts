import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { missingPackages } from '../../tests/lab/requirements.ts'
import { runToEnd, say } from './program.ts'

/** What the end-to-end tests and the comparisons with libvirt's own clients need besides the lab. */
const FOR_TESTS: Readonly<Record<string, string>> = {
  chromium: 'chromium',
  nc: 'netcat-openbsd',
  ssh: 'openssh-client',
  python3: 'python3',
  'dbus-daemon': 'dbus-daemon',
  'gnome-keyring-daemon': 'gnome-keyring',
  busctl: 'systemd',
}
const PYTHON_LIBVIRT = '/usr/lib/python3/dist-packages/libvirt.py'

/** How this machine installs Debian packages: as root, through sudo, or not at all (null). */
export function aptPrefix(): string[] | null {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return null
  if (process.getuid?.() === 0) return []
  return isThere('sudo') ? ['sudo'] : null
}

/** Debian packages the lab, and for `tests` everything else, still lacks here. */
export function packagesToInstall(purpose: 'lab' | 'tests'): string[] {
  const lab = missingPackages()
  if (purpose === 'lab') return lab
  const more = Object.entries(FOR_TESTS).flatMap(([program, name]) => (isThere(program) ? [] : [name]))
  return [...lab, ...more, ...(existsSync(PYTHON_LIBVIRT) ? [] : ['python3-libvirt'])]
}

/** Installs what is missing; says what could not be. Never asks on a machine where nothing is missing. */
export async function installPackages(purpose: 'lab' | 'tests'): Promise<void> {
  const wanted = packagesToInstall(purpose)
  if (wanted.length === 0) return
  const prefix = aptPrefix()
  if (prefix === null) {
    say(`Not installed here, for want of Debian and root: ${wanted.join(' ')}`)
    return
  }
  say(`Installing Debian packages: ${wanted.join(' ')}`)
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0']
  const stdio = ['inherit', process.stderr, process.stderr] as const
  await runToEnd([...apt, 'update'], { stdio: [...stdio] })
  const code = await runToEnd([...apt, 'install', '-y', '--no-install-recommends', ...wanted], {
    stdio: [...stdio],
  })
  if (code !== 0) say(`apt-get ended with ${code}; what needs those packages cannot run.`)
}

/** True when a program of that name is on the path. */
export function isThere(program: string): boolean {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter)
  return folders.some(folder => existsSync(join(folder, program)))
}
