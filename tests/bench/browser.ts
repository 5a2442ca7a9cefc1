import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { network, pool, volume } from '../../electron/core/relations/testing/known.ts'
import { openStore } from '../../electron/core/store/index.ts'
import { fillStore, fleetMachine } from '../../electron/core/testing/fleet.ts'
import type { HostId } from '../../shared/ids.ts'

/** A data folder with the fleet of the figures in it: 100 hosts, out of reach, with 100 machines each. */
export const storedFleet = (): Promise<StoredFleet> => fleetOf(100, () => {})

/** The same with 50 machines a host, and the pools, volumes and networks that they use. */
export const storedResources = (): Promise<StoredFleet> => fleetOf(50, storeResources)

interface StoredFleet extends Disposable {
  folder: string
}

async function fleetOf(machinesPerHost: number, more: typeof storeResources): Promise<StoredFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  const store = openStore(folder)
  const { hostIds } = fillStore(store, { hosts: 100, machinesPerHost })
  for (const [host, id] of hostIds.entries())
    store.transaction(() => more(store, id, { host, machines: machinesPerHost }))
  store.close()
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A pool for each folder of the machines' disks, a volume for each disk, and their networks. */
function storeResources(
  store: ReturnType<typeof openStore>,
  id: HostId,
  { host, machines }: { host: number; machines: number },
): void {
  const seenMs = Date.UTC(2026, 0, 15, 12)
  const all = Array.from({ length: machines }, (_, at) => fleetMachine(host, at, seenMs).machine)
  const paths = all.flatMap(({ disks }) => disks.flatMap(({ source }) => source ?? []))
  const folders = [...new Set(paths.map(path => dirname(path)))]
  const pools = folders.map(path => pool(basename(path), { path }))
  const volumes = paths.map(path => volume(basename(dirname(path)), basename(path), { path, key: path }))
  const networks = new Set(all.flatMap(({ nics }) => nics.flatMap(({ source }) => source ?? [])))
  store.resources.replace(id, 'pool', pools, seenMs)
  store.resources.replace(id, 'volume', volumes, seenMs)
  store.resources.replace(
    id,
    'network',
    [...networks].map(name => network(name)),
    seenMs,
  )
}

/** The browser that the figures of the window are measured in: the engine that Electron has too. */
export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
  })
}
