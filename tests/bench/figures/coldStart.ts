import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openStore } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { builtChild } from '../builtChild.ts'
import { atMost, type Figure, forTheRecord, median } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'cold-start'

const HOSTS = 100
const MACHINES_PER_HOST = 100
const RUNS = 7

const Result = z.object({
  machines: z.literal(HOSTS * MACHINES_PER_HOST),
  importMs: z.number(),
  openMs: z.number().nullable(),
  readyMs: z.number(),
})

/**
 * From nothing to the stored inventory, each run in a new process on a data folder that was closed:
 * the database opened and every machine read, and the whole core ready to answer for the list,
 * loading the program included, bundled as the product's shells are.
 */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  try {
    const store = openStore(folder)
    fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES_PER_HOST })
    store.close()
    const stores: z.infer<typeof Result>[] = []
    const cores: z.infer<typeof Result>[] = []
    for (let count = 0; count < RUNS; count++) {
      stores.push(await coldStart('store', folder))
      cores.push(await coldStart('core', folder))
    }
    const middle = (results: typeof stores, key: 'importMs' | 'openMs' | 'readyMs') =>
      median(results.map(result => result[key] ?? Number.NaN))
    return [
      atMost('cold start, 10,000 machines stored: opened and loaded', middle(stores, 'readyMs'), 200, 'ms'),
      forTheRecord('cold start: of it, opening the database', middle(stores, 'openMs'), 'ms'),
      atMost('cold start: core ready to serve the list', middle(cores, 'readyMs'), 400, 'ms'),
      forTheRecord('cold start: of it, loading the program', middle(cores, 'importMs'), 'ms'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function coldStart(part: 'store' | 'core', folder: string): Promise<z.infer<typeof Result>> {
  const child = await builtChild('coldStartChild')
  const { stdout } = await promisify(execFile)(process.execPath, [child, part, folder], { timeout: 60_000 })
  return Result.parse(JSON.parse(stdout))
}
