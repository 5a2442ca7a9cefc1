import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

/** What the made-up core has not: people, secrets and rules need the real one. */
function refuse(): never {
  throw new AppError('core.unreachable', 'The made-up core has no people.')
}

/** The areas of people and rules, refused in one way. */
export const devAccess = {
  policies: {
    watchWindow: os.policies.watchWindow.handler(refuse),
    get: os.policies.get.handler(refuse),
    preview: os.policies.preview.handler(refuse),
    set: os.policies.set.handler(refuse),
  },
  config: {
    list: os.config.list.handler(refuse),
    set: os.config.set.handler(refuse),
    setOwn: os.config.setOwn.handler(refuse),
    reset: os.config.reset.handler(refuse),
    export: os.config.export.handler(refuse),
    import: os.config.import.handler(refuse),
  },
  backup: {
    list: os.backup.list.handler(refuse),
    run: os.backup.run.handler(refuse),
    preview: os.backup.preview.handler(refuse),
    restore: os.backup.restore.handler(refuse),
    cancelRestore: os.backup.cancelRestore.handler(refuse),
    remove: os.backup.remove.handler(refuse),
    schedule: os.backup.schedule.handler(refuse),
  },
}
