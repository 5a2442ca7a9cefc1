// Makes back-ups on a small file system of its own until there is no room, and tells as JSON what happened.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { systemClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import { openStore } from '../../store/index.ts'
import { fillStore } from '../../testing/fleet.ts'
import { Backups } from '../backups.ts'

const [mount = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount])
const folder = join(mount, 'data')
mkdirSync(folder)
const store = openStore(folder)
fillStore(store, { hosts: 1, machinesPerHost: 200, atMs: 1 })
const backups = new Backups({
  folder,
  store,
  version: '0.1.0',
  clock: systemClock,
  log: createLog('silent'),
  cost: () => ({ memoryKib: 8, passes: 1 }),
  checkPassphrase: async () => undefined,
})
const outcome = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'ok'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}
const left = () => readdirSync(join(folder, 'backups')).length
const first = await backups.run('x')
const ballast = join(mount, 'ballast')
const codes: string[] = []
// From no room at all to nearly enough: each stage of the work meets the end of the disk.
for (const free of [0, 200_000, 600_000, 1_000_000]) {
  const { bsize, bavail } = statfsSync(mount)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bsize * bavail - free), 1))
  codes.push(await outcome(backups.run('x')), await outcome(backups.restore(first.name, 'x')))
  rmSync(ballast)
}
const result = {
  codes,
  left: left(),
  pending: (await backups.state()).pending,
  opens: await outcome(backups.preview(first.name, 'x')),
  again: await outcome(backups.run('x')),
  problems: await store.verify(),
}
await backups.close()
store.close()
process.stdout.write(JSON.stringify(result))
process.exit(0)
