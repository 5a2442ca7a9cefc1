import { join } from 'node:path'
import type { AuditVerdict } from '../../../../shared/contract/audit.ts'
import { createLog } from '../../log.ts'
import { Connection } from '../../store/database.ts'
import { databaseName } from '../../store/folder.ts'
import { openStore, type Store } from '../../store/index.ts'
import { ManualClock } from '../../testing/manualClock.ts'
import { temporaryFolder } from '../../testing/store.ts'
import { AuditLog, coreDraft } from '../log.ts'
import type { AuditDraft } from '../types.ts'
import { verifyLog } from '../verify.ts'

/** An act for tests. */
export const testDraft = (more: Partial<AuditDraft> = {}): AuditDraft => ({
  ...coreDraft('machines.operate', { action: 'start' }, 'done'),
  person: 'anna',
  role: 'Operator',
  shell: 'headless',
  permission: 'domain.operate.start',
  object: 'Berlin / kvm1 / web',
  durationMs: 12,
  ...more,
})

/** A log on a real store in a temporary folder; `tamper` works on the closed file, as somebody with an editor would. */
export function temporaryLog() {
  const folder = temporaryFolder()
  const clock = new ManualClock()
  let store: Store = openStore(folder.path)
  const parts = () => ({ database: store.database, folder: folder.path, clock, log: createLog('silent') })
  let log = new AuditLog(parts())
  const path = join(folder.path, databaseName)
  const close = () => {
    log.close()
    store.close()
  }
  return {
    folder: folder.path,
    path,
    clock,
    get store() {
      return store
    },
    get log() {
      return log
    },
    /** Records acts one after another and has them written. */
    fill(count: number, more: (index: number) => Partial<AuditDraft> = () => ({})) {
      for (let index = 0; index < count; index++) log.record(testDraft(more(index)))
      log.flush()
    },
    close,
    reopen() {
      close()
      store = openStore(folder.path)
      log = new AuditLog(parts())
    },
    /** As a killed process leaves it: neither the last key's hand-over nor a close. */
    abandon() {
      store.close()
      store = openStore(folder.path)
      log = new AuditLog(parts())
    },
    tamper(work: (database: Connection) => void) {
      const database = new Connection(path)
      try {
        work(database)
      } finally {
        database.close()
      }
    },
    verify: (anchor: { seq: number; hash: string } | null = null): Promise<AuditVerdict> =>
      verifyLog(path, { expected: log.expectedKey(), anchor }),
    [Symbol.dispose]() {
      close()
      folder[Symbol.dispose]()
    },
  }
}
