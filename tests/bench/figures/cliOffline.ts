import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStore } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { ensureBuilt } from '../../../scripts/setup/build.ts'
import { root } from '../../../scripts/setup/program.ts'
import { atMost, type Figure, forTheRecord, median } from '../figure.ts'

/** The name that runs this figure alone. */
export const name = 'cli-offline'

const HOSTS = 100
const MACHINES_PER_HOST = 100
const RUNS = 7

/** `vm list --offline` over 10,000 stored machines, built, as a whole process: from its start to its end. */
export async function run(): Promise<Figure[]> {
  await ensureBuilt()
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  try {
    const store = openStore(folder)
    fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES_PER_HOST })
    store.close()
    const lists: number[] = []
    const versions: number[] = []
    for (let time = 0; time < RUNS; time += 1) {
      const list = await cli(folder, 'vm', 'list', '--offline')
      const rows = list.stdout.split('\n').filter(line => line.includes('kvm')).length
      if (rows !== HOSTS * MACHINES_PER_HOST) throw new Error(`${rows} machines were printed`)
      lists.push(list.seconds)
      versions.push((await cli(folder, '--version')).seconds)
    }
    const runs = lists.map(seconds => seconds.toFixed(2)).join(', ')
    return [
      atMost('vm list --offline over 10,000 machines, whole process', median(lists), 0.8, 's', {
        note: `runs: ${runs} s`,
      }),
      forTheRecord('of it, a process that only says its version', median(versions), 's'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cli(folder: string, ...args: string[]): Promise<{ seconds: number; stdout: string }> {
  const began = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
    env: { ...process.env, NOVACRON_HOME: folder },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  })
  return { seconds: (performance.now() - began) / 1_000, stdout }
}
