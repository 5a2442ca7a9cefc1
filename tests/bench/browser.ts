import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { openStore } from '../../electron/core/store/index.ts'
import { fillStore } from '../../electron/core/testing/fleet.ts'

/** A data folder with the fleet of the figures in it: 100 hosts, out of reach, with 100 machines each. */
export async function storedFleet(): Promise<{ folder: string; [Symbol.dispose](): void }> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  const store = openStore(folder)
  fillStore(store, { hosts: 100, machinesPerHost: 100 })
  store.close()
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The browser that the figures of the window are measured in: the engine that Electron has too. */
export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
  })
}
