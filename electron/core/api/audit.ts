import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { Core } from '../core.ts'
import { refuseExport } from '../policies/index.ts'
import { api } from './base.ts'
import { type Caller, endOf } from './caller.ts'
import { conflated } from './streams.ts'

/** New entries kept for a reader that does not keep up; older ones are in the list. */
const PENDING_MAX = 1_000

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
  export: api.audit.export.handler(async ({ input, context: { caller }, signal }) => {
    const { access } = caller.seat
    const { exportMaxRows } = policies.get().data
    if (exportMaxRows !== null) {
      const { format: _format, ...filter } = input
      refuseExport(policies.get(), await audit.count(access, filter, exportMaxRows + 1, signal))
    }
    const end = endOf(caller, signal)
    return paced(audit.export(access, input, end), caller, end)
  }),
})

/** No piece is made before the channel has room for it. */
async function* paced<T>(source: AsyncIterable<T>, caller: Caller, signal: AbortSignal | undefined) {
  for await (const piece of source) {
    await caller.channelReady?.(signal)
    yield piece
  }
}
