import type { ChangesEvent } from '../../../shared/contract/changes.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { FleetChanges } from '../changes/fleetChanges.ts'
import { visit } from '../changes/visit.ts'
import type { Core } from '../core.ts'
import { api, type HandlerContext } from './base.ts'
import { conflated } from './streams.ts'

/** Changes come in bursts (a host that is back); they are told at this pace. */
const PACE_MS = 1_000

const rightsOf =
  ({ caller }: HandlerContext) =>
  (permission: Permission): boolean =>
    caller.seat.access.mayAnywhere(permission)

function watchChanges(sinceMs: number, context: HandlerContext, signal: AbortSignal | undefined) {
  const { view } = context
  const fleet = new FleetChanges(view)
  const may = rightsOf(context)
  /** What this reader has of each change: one that happened again is told again. */
  const told = new Map<number, number>()
  return conflated<ChangesEvent>(context.caller, signal, {
    paceMs: PACE_MS,
    subscribe(changed) {
      const stops = [
        view.store.changes.onNoted(changed),
        view.registry.onHost(({ type }) => {
          if (type !== 'state') changed()
        }),
        view.inventory.onChange(({ stale }) => {
          if (stale.length > 0) changed()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    snapshot() {
      const found = fleet.since(sinceMs, may)
      for (const { id, times } of found.changes) told.set(id, times)
      return [{ type: 'snapshot', ...found, hosts: fleet.hosts() }]
    },
    *flush() {
      const fresh = fleet.since(sinceMs, may).changes.filter(({ id, times }) => told.get(id) !== times)
      for (const { id, times } of fresh) told.set(id, times)
      yield { type: 'changed', changes: fresh, hosts: fleet.hosts() }
    },
  })
}

/** Handlers of what changed. */
export const changesHandlers = (core: Core) => ({
  watch: api.changes.watch.handler(({ input, context, signal }) =>
    watchChanges(input.sinceMs, context, signal),
  ),
  list: api.changes.list.handler(({ input, context }) =>
    new FleetChanges(context.view).since(input.sinceMs, rightsOf(context), input.hostId),
  ),
  visit: api.changes.visit.handler(({ context }) => ({
    lastVisitMs: visit(core.settings.of(context.caller.seat), core.nowMs()),
  })),
})
