import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What virsh prints for a command on a URI; rejects with its error text. */
export async function virsh(uri: string, ...command: string[]): Promise<string> {
  const { stdout } = await run('virsh', ['-q', '-c', uri, ...command], {
    timeout: 60_000,
    maxBuffer: 1 << 26,
  })
  return stdout
}

/** The non-empty lines of what virsh prints, trimmed and sorted. */
export async function virshLines(uri: string, ...command: string[]): Promise<string[]> {
  const lines = (await virsh(uri, ...command)).split('\n').map(line => line.trim())
  return lines.filter(line => line !== '').sort()
}
