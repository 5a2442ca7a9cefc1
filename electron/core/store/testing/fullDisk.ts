// Fills a small file system of its own with the store and tells, as JSON, what happened at each step.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { fleetMachine } from '../../testing/fleet.ts'
import { hostRecord } from '../../testing/store.ts'
import { lockFolder, openStore, type Store } from '../index.ts'

const [mount = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', mount])
const ballast = join(mount, 'ballast')
const folder = join(mount, 'data')
const host = hostRecord(1)

/** Takes `bytes` of the disk, or all that is left. */
function fill(path: string, bytes = Number.POSITIVE_INFINITY): void {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(4096, 1)
  try {
    for (let written = 0; written < bytes; written += block.length) writeSync(file, block)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(file)
  }
}

function outcome(work: () => void): string {
  try {
    work()
    return 'ok'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

/** Stores machines and their definitions ten at a time until that fails; gives how many calls succeeded and the failure. */
function storeUntilFull(store: Store, from: number): { batches: number; failure: string } {
  for (let batch = from; ; batch++) {
    const ten = Array.from({ length: 10 }, (_, index) => fleetMachine(1, batch * 10 + index, 5))
    const failure = outcome(() =>
      store.transaction(() => {
        store.machines.save(
          host.id,
          ten.map(({ machine }) => machine),
        )
        store.definitions.put(
          host.id,
          ten.map(({ machine, xml }) => ({ uuid: machine.uuid, name: machine.name, xml, seenAtMs: 5 })),
        )
        store.settings.set('batches', batch + 1)
      }),
    )
    if (failure !== 'ok' || batch > 1_000) return { batches: batch, failure }
  }
}

const result: Record<string, unknown> = {}
lockFolder(folder)?.close()
let store = openStore(folder)
store.hosts.insert(host)
fill(ballast, 2 * 1024 * 1024)
const filled = storeUntilFull(store, 0)
result.filled = filled
fill(join(mount, 'rest'))
result.readWhileFull = [store.machines.load().length, store.settings.get('batches')]
result.writeWhileFull = outcome(() => store.settings.set('big', 'x'.repeat(2_000_000)))
result.notWritten = store.settings.get('big') === undefined
result.lockWhileFull = outcome(() => lockFolder(folder)?.close())

mkdirSync(join(mount, 'other'))
result.openWhileFull = outcome(() => openStore(join(mount, 'other')).close())

rmSync(join(mount, 'rest'))
rmSync(ballast)
result.writeAfter = outcome(() => store.hosts.insert(hostRecord(2)))
result.openAfter = outcome(() => openStore(join(mount, 'other')).close())
const more = storeUntilFull(store, filled.batches)
result.more = more
store.close()

store = openStore(folder)
result.reopened = {
  notices: store.notices,
  machines: store.machines.load().length,
  batches: store.settings.get('batches'),
  hosts: store.hosts.list().length,
  problems: await store.verify(),
  missing: store.machines
    .load()
    .filter(machine => store.definitions.current(host.id, machine.uuid)?.hash !== machine.definitionHash)
    .length,
}
store.close()
process.stdout.write(JSON.stringify(result))
