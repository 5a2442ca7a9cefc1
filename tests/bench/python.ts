import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a script prints under Debian's own Python, which has python3-libvirt: the peer of several figures. */
export async function python(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('/usr/bin/python3', ['-c', script, ...args], { timeout: 300_000 })
  return stdout
}
