import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { ownerCaller } from '../../../electron/core/api/caller.ts'
import { createRouter } from '../../../electron/core/api/router.ts'
import { createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { openStore } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'fleet-search'

const HOSTS = 200
const MACHINES_PER_HOST = 50
const VOLUMES_PER_HOST = 50
const ROUNDS = 10
const LIMIT = 20

/** What people type into the search box: names, addresses, paths, XML, one letter, nothing that is there. */
const texts = [
  'web',
  'web-000012',
  'kvm017',
  '52:54:00',
  '10.7.0.',
  'payments',
  'OPS-0012',
  'qcow2',
  'default',
  'emulator',
  "bus='virtio'",
  'a',
  'e1',
  'ü',
  'nothing like this',
]

/** The whole fleet's search as the window asks it, through the router, over 10,000 machines and volumes; and the overview. */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  try {
    fill(folder)
    const core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
    try {
      const client = createRouterClient(createRouter(core), {
        context: { caller: ownerCaller('test'), log: core.log },
      })
      await client.search.run({ text: 'the first reads what the others keep', limit: LIMIT })
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round++)
        for (const text of texts) times.push(await timed(() => client.search.run({ text, limit: LIMIT })))
      const pictures: number[] = []
      for (let round = 0; round < ROUNDS; round++)
        pictures.push(
          await timed(async () => {
            for await (const _ of await client.fleet.overview({ scope: { kind: 'fleet' } })) break
          }),
        )
      return [
        atMost('fleet search at 10,000 machines, p95', percentile(times, 0.95), 50, 'ms'),
        forTheRecord('fleet search at 10,000 machines, median', median(times), 'ms'),
        forTheRecord('first overview of 200 hosts and 10,000 machines, median', median(pictures), 'ms'),
      ]
    } finally {
      await core.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

function fill(folder: string): void {
  const store = openStore(folder)
  const { hostIds } = fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES_PER_HOST })
  for (const [host, hostId] of hostIds.entries()) {
    const volumes = Array.from({ length: VOLUMES_PER_HOST }, (_, index) => {
      const path = `/var/lib/libvirt/images/web-${host}-${index}.qcow2`
      const sizes = { capacityBytes: 2e10, allocationBytes: 1e9, backing: null }
      const value = { pool: 'default', name: `web-${host}-${index}.qcow2`, key: path, path, type: 'file' }
      return { key: path, value: { ...value, format: 'qcow2', ...sizes }, xml: '<volume/>' }
    })
    store.resources.replace(hostId, 'volume', volumes, 1)
  }
  store.close()
}
