import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createRouter } from '../../../electron/core/api/router.ts'
import { type Core, createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { openStore } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { MemoryKeychain } from '../../../electron/core/vault/testing/memoryKeychain.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import { atMost, type Figure, forTheRecord, formatNumber, median } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'unlock'

const HOSTS = 200
const MACHINES_PER_HOST = 50
const RUNS = 9
const given = { name: 'Ada', passphrase: 'wandering otter paints nine' }

/**
 * From a passphrase that was typed to a usable window, over 10,000 stored machines: the sign-in answered and every
 * row delivered; beside it what the derivation alone costs.
 */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  try {
    const store = openStore(folder)
    fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES_PER_HOST })
    store.close()
    const keychain = new MemoryKeychain()
    const core = await createCore({ folder, log: createLog('silent'), shell: 'test', keychain })
    try {
      return await measure(core)
    } finally {
      await core.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(core: Core): Promise<Figure[]> {
  const { argonMemoryKib, argonPasses } = defaultPolicies.passphrase
  const seat = await core.people.sit({ shell: 'test', where: null })
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { seat, shell: 'test' }, log: core.log },
  })
  await client.session.setUp({ mode: 'people', displayName: '', ...given })
  const unlocks: number[] = []
  const derivations: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await client.session.lock()
    unlocks.push(await timed(() => unlock(client)))
    derivations.push(await timed(() => core.vault.open(null, given.passphrase)))
  }
  const cost = `${argonMemoryKib / 1024} MiB, ${argonPasses} passes`
  return [
    atMost('unlock to usable at 10,000 machines', median(unlocks) / 1000, 1, 's', {
      note: `Argon2id (${cost}) of it: ${formatNumber(median(derivations))} ms`,
    }),
    forTheRecord(`Argon2id, ${cost}`, median(derivations), 'ms'),
  ]
}

async function unlock(client: ContractClient): Promise<void> {
  await client.session.signIn(given)
  let rows = 0
  for await (const event of await client.machines.watch()) {
    if (event.type !== 'snapshot') continue
    rows += event.machines.length
    if (!event.more) break
  }
  if (rows !== HOSTS * MACHINES_PER_HOST) throw new Error(`${rows} machines came`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
