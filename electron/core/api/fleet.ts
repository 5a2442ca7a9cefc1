import type { FleetOverview } from '../../../shared/contract/overview.ts'
import { Overview } from '../overview/overview.ts'
import { api } from './base.ts'
import { hostViews } from './hosts.ts'
import { conflated } from './streams.ts'

/** The picture is whole each time: it is told no more often. */
const PACE_MS = 2_000

/** Handlers of the fleet as a whole. */
export const fleetHandlers = {
  overview: api.fleet.overview.handler(({ input, context, signal }) => {
    const { view } = context
    const { store, registry, inventory, sampler, tasks } = view
    const hosts = () => hostViews(view)
    const nowMs = () => view.nowMs()
    let picture: Overview | null = null
    return conflated<FleetOverview>(context.caller, signal, {
      paceMs: PACE_MS,
      subscribe(changed) {
        const sources = { store, registry, inventory, sampler, tasks, hosts, nowMs }
        picture = new Overview(sources, input.scope, changed)
        return () => picture?.close()
      },
      snapshot: () => (picture ? [picture.look()] : []),
      flush: () => (picture ? [picture.look()] : []),
    })
  }),
}
