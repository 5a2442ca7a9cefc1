import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Core } from '../core.ts'
import { refuseExport } from '../policies/index.ts'
import { api } from './base.ts'
import { conflated } from './streams.ts'

/** New entries kept for a reader that does not keep up; older ones are in the list. */
const PENDING_MAX = 1_000
/** Entries in one export: the text has to fit into memory and through a channel. */
const EXPORT_MAX = 200_000

/** Handlers of the audit area: each reader gets what is about places that they may read the audit of. */
export const auditHandlers = ({ audit, policies }: Core) => ({
  list: api.audit.list.handler(({ input, context, signal }) =>
    audit.list(context.caller.seat.access, input, signal),
  ),
  watch: api.audit.watch.handler(({ input, context, signal }) => {
    let pending: AuditEntry[] = []
    return conflated<AuditEntry[]>(context.caller, signal, {
      subscribe: changed =>
        audit.onEntries(context.caller.seat.access, input, entries => {
          pending = [...pending, ...entries].slice(-PENDING_MAX)
          changed()
        }),
      // Nothing yet: it says that from here on nothing is missed.
      snapshot: () => [[]],
      *flush() {
        const entries = pending
        pending = []
        yield entries
      },
    })
  }),
  verify: api.audit.verify.handler(({ input, signal }) => audit.verify(input.anchor ?? null, signal)),
  status: api.audit.status.handler(() => audit.status()),
  export: api.audit.export.handler(async ({ input, context, signal }) => {
    const limit = Math.min(EXPORT_MAX, policies.get().data.exportMaxRows ?? EXPORT_MAX)
    const exported = await audit.export(context.caller.seat.access, input, limit + 1, signal)
    refuseExport(policies.get(), exported.count)
    if (exported.count <= limit) return exported
    throw new AppError('input.invalid', `More than ${limit} entries fit this filter.`, {
      next: 'Export them in parts, by time.',
      data: { limit },
    })
  }),
})
