import { spawnSync } from 'node:child_process'
import { rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** True where libvirt's client and its built-in test driver can be used; in CI a missing one is a failure. */
export function virshPresent(): boolean {
  const found = spawnSync('virsh', ['--version'], { encoding: 'utf8' }).status === 0
  if (!found && process.env.CI === 'true') throw new Error('virsh is missing')
  return found
}

/**
 * Runs virsh commands in one process, by default against libvirt's test driver (its state is private to the
 * process), with each document written to a file that its name in braces stands for.
 */
export function virsh(
  commands: string[],
  documents: Record<string, string> = {},
  connection = 'test:///default',
): string {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-virsh-'))
  try {
    let script = commands.join('; ')
    for (const [name, xml] of Object.entries(documents)) {
      const path = join(folder, name)
      writeFileSync(path, xml)
      script = script.replaceAll(`{${name}}`, path)
    }
    const run = spawnSync('virsh', ['-q', '-c', connection, script], { encoding: 'utf8' })
    if (run.status !== 0 || run.stderr.trim() !== '') throw new Error(`virsh: ${run.stderr || run.error}`)
    return run.stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The documents of a root element in virsh's output. */
export function documents(output: string, root: string): string[] {
  return output.match(new RegExp(`^<${root}[ >][\\s\\S]*?^</${root}>`, 'gm')) ?? []
}
