import type { Core } from '../core.ts'
import { api } from './base.ts'

/** Handlers of the back-up area. */
export const backupHandlers = ({ backup }: Core) => ({
  list: api.backup.list.handler(() => backup.state()),
  run: api.backup.run.handler(({ input }) => backup.run(input.passphrase)),
  preview: api.backup.preview.handler(({ input }) => backup.preview(input.name, input.passphrase)),
  restore: api.backup.restore.handler(({ input }) => backup.restore(input.name, input.passphrase)),
  cancelRestore: api.backup.cancelRestore.handler(() => {
    backup.cancelRestore()
    return {}
  }),
  remove: api.backup.remove.handler(({ input }) => {
    backup.remove(input.name)
    return {}
  }),
  schedule: api.backup.schedule.handler(async ({ input }) => {
    await backup.schedule(input.passphrase, input.keep)
    return {}
  }),
})
