import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LabStatus } from '../../tests/lab/status.ts'
import { aptPrefix, installPackages, packagesToInstall } from './packages.ts'
import { root, start } from './program.ts'

/** A lab held by a process of its own (as root), which ends with this one. */
export interface HeldLab extends AsyncDisposable {
  readonly status: LabStatus
}

/** Why this machine cannot have a lab, and what to do instead; null where it can, packages aside. */
export function labObstacle(): string | null {
  if (process.platform !== 'linux' || aptPrefix() === null) {
    return 'The demo needs Linux with Debian packages, and root (it asks through sudo). Elsewhere: npm start, then add a host of your own.'
  }
  return process.arch === 'x64'
    ? null
    : 'The demo’s guests are for x86-64 only. Use npm start, then add a host of your own.'
}

/** Installs what the lab needs, then starts it through sudo where this user is not root. */
export async function holdLab(options: {
  hosts: number
  settled: boolean
  signal: AbortSignal
}): Promise<HeldLab> {
  await installPackages('lab')
  const missing = packagesToInstall('lab')
  if (missing.length > 0) throw new Error(`the lab lacks Debian packages: ${missing.join(' ')}`)
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  const args = [
    'hold',
    '--json',
    '--leash',
    '--name',
    'demo',
    '--hosts',
    String(options.hosts),
    '--owner',
    owner,
  ]
  const command = [...(aptPrefix() ?? []), process.execPath, join(root, 'tests/lab/main.ts'), ...args]
  const holder = start([...command, ...(options.settled ? ['--settled'] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  const end = async () => {
    holder.stdin?.end()
    await ended
  }
  options.signal.addEventListener('abort', () => void holder.stdin?.end(), { once: true })
  if (holder.stdout === null) throw new Error('no output from the lab')
  for await (const line of createInterface(holder.stdout)) {
    return { status: JSON.parse(line) as LabStatus, [Symbol.asyncDispose]: end }
  }
  await ended
  throw new Error('the lab did not start; see above')
}
