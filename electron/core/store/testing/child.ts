import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** True where a test may mount file systems of its own: Linux and root. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0

/**
 * Runs a program of this folder as a process of its own and gives what it printed, parsed. `mounts`:
 * in a mount namespace of its own, so that whatever it mounts is gone with it. Rejects when it fails.
 */
export async function runChild(
  program: string,
  args: string[],
  options: { mounts?: boolean } = {},
): Promise<unknown> {
  const child = startChild(program, args, options)
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout?.on('data', data => output.push(data))
  child.stderr?.on('data', data => errors.push(data))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${Buffer.concat(errors)}`)
  return JSON.parse(Buffer.concat(output).toString())
}

/** Starts a program of this folder; the caller ends it. It should end by itself when its standard input closes. */
export function startChild(
  program: string,
  args: string[],
  options: { mounts?: boolean } = {},
): ChildProcess {
  const command = [process.execPath, new URL(program, import.meta.url).pathname, ...args]
  const [file = '', ...rest] = options.mounts
    ? ['unshare', '--mount', '--propagation', 'private', ...command]
    : command
  return spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
}
