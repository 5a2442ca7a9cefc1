import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostId } from '../../../shared/ids.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import { openStore, type Store } from '../store/index.ts'
import { fleetHostId } from './fleet.ts'

/** A folder that is gone at the end of its scope, whatever is in it. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'novacron-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 10 }) }
}

/** A real store in a temporary folder; `using` closes it and removes the folder. */
export function temporaryStore(): Disposable & { store: Store; folder: string } {
  const folder = temporaryFolder()
  const store = openStore(folder.path)
  return {
    store,
    folder: folder.path,
    [Symbol.dispose]: () => {
      store.close()
      folder[Symbol.dispose]()
    },
  }
}

/** A host's record to store, number `host` of the made-up fleet. */
export function hostRecord(host: number, more: Partial<HostRecord> = {}): HostRecord {
  const id: HostId = fleetHostId(host)
  return {
    id,
    name: `kvm${host}`,
    siteId: null,
    uri: `qemu+ssh://root@kvm${host}.example.test/system`,
    autoConnect: true,
    options: {},
    createdAtMs: 1_700_000_000_000,
    ...more,
  }
}
