import type { FleetOverview } from '../../../shared/contract/overview.ts'
import type { Core } from '../core.ts'
import { Overview } from '../overview/overview.ts'
import { api } from './base.ts'
import { hostViews } from './hosts.ts'
import { conflated } from './streams.ts'

/** The picture is whole each time: it is told no more often. */
const PACE_MS = 2_000

/** Handlers of the fleet as a whole. */
export const fleetHandlers = (core: Core) => {
  const { store, registry, inventory, sampler, tasks } = core
  const hosts = () => hostViews(core)
  const nowMs = () => core.nowMs()
  return {
    overview: api.fleet.overview.handler(({ input, context, signal }) => {
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
}
