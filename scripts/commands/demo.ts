import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApplication } from '../setup/application.ts'
import { ensureBuilt } from '../setup/build.ts'
import { holdLab, labObstacle } from '../setup/lab.ts'
import { interruption, root, runToEnd, say } from '../setup/program.ts'

/** Exit code where this machine cannot carry the demo. */
const UNAVAILABLE = 3

async function demo(once: boolean, signal: AbortSignal): Promise<number> {
  await ensureBuilt()
  say('Starting two libvirt hosts with real guests on this machine…')
  await using lab = await holdLab({ hosts: 2, settled: once, signal })
  const folder = mkdtempSync(join(tmpdir(), 'novacron-demo-'))
  const env = { NOVACRON_HOME: folder }
  const cli = [process.execPath, join(root, 'out/main/cli.js')]
  try {
    for (const host of lab.status.hosts) {
      const name = ['--name', host.name, '--site', 'Lab']
      const trust = ['--identity', lab.status.identityFile, '--accept-new-key', host.hostKeyFingerprint]
      const add = [...cli, 'host', 'add', host.uri, ...name, ...trust]
      const code = await runToEnd(add, { env, signal, stdio: ['ignore', process.stderr, 'inherit'] })
      if (code !== 0) return code
    }
    if (once) return await runToEnd([...cli, 'vm', 'list'], { env, signal })
    say(`The hosts are ${lab.status.hosts.map(host => host.uri).join(' and ')}; everything ends with Ctrl+C.`)
    return await openApplication(env, signal)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

const obstacle = labObstacle()
if (obstacle === null) {
  const signal = interruption()
  const code = await demo(process.argv.includes('--once'), signal)
  // Ctrl+C is how a demo is meant to end.
  process.exitCode = signal.aborted ? 0 : code
} else {
  say(obstacle)
  process.exitCode = UNAVAILABLE
}
