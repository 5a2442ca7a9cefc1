// Makes a data folder read-only under the store and tells, as JSON, what opening it says.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { hostRecord } from '../../testing/store.ts'
import { lockFolder, openStore } from '../index.ts'

const [mount = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mount])
const closed = join(mount, 'closed')
const interrupted = join(mount, 'interrupted')
const store = openStore(closed)
store.hosts.insert(hostRecord(1))
// What a killed process leaves: the log is still there.
cpSync(closed, interrupted, { recursive: true })
rmSync(join(interrupted, 'novacron.sqlite-shm'))
store.close()

function outcome(work: () => void): Record<string, unknown> {
  try {
    work()
    return { code: 'ok' }
  } catch (error) {
    return error instanceof AppError ? { ...error.toWire() } : { code: String(error) }
  }
}

const digest = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map(
      file =>
        `${file} ${createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex')}`,
    )

const before = [digest(closed), digest(interrupted)]
execFileSync('mount', ['-o', 'remount,ro', mount])
const result: Record<string, unknown> = {
  closed: outcome(() => openStore(closed).close()),
  interrupted: outcome(() => openStore(interrupted).close()),
  missing: outcome(() => openStore(join(mount, 'missing')).close()),
  lock: outcome(() => lockFolder(closed)?.close()),
  untouched: JSON.stringify(before) === JSON.stringify([digest(closed), digest(interrupted)]),
}
execFileSync('mount', ['-o', 'remount,rw', mount])
const again = openStore(interrupted)
result.after = { hosts: again.hosts.list().length, notices: again.notices }
again.close()
process.stdout.write(JSON.stringify(result))
