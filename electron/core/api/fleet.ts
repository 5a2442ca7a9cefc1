import type { FleetOverview } from '../../../shared/contract/overview.ts'
import { Overview } from '../overview/overview.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { FleetThing } from '../../../shared/models/access.ts'
import type { Core } from '../core.ts'
import { api, type HandlerContext } from './base.ts'
import { hostViews } from './hosts.ts'
import { conflated } from './streams.ts'

/** The picture is whole each time: it is told no more often. */
const PACE_MS = 2_000

function isThere({ registry, inventory }: Core, thing: FleetThing): boolean {
  switch (thing.kind) {
    case 'site':
      return registry.sites().some(({ id }) => id === thing.siteId)
    case 'host':
      return registry.get(thing.hostId) !== undefined
    case 'machine':
      return inventory.machine(thing.key) !== undefined
  }
}

/** Whether the store or the audit knows of something that is not in the fleet now, as far as the caller may. */
function wasThere(core: Core, { view, caller }: HandlerContext, thing: FleetThing): boolean {
  const { access } = caller.seat
  // What went out of sight is not gone.
  if (isThere(core, thing)) return false
  if (thing.kind !== 'machine') return core.audit.wasThere(access, 'host.read', thing)
  const { hostId, uuid } = splitMachineKey(thing.key)
  // A machine's versions are kept until its host goes; the view tells those that may be read.
  if (access.mayAnywhere('domain.read') && view.store.definitions.versions(hostId, uuid).length > 0)
    return true
  return core.audit.wasThere(access, 'domain.read', thing)
}

/** Handlers of the fleet as a whole. */
export const fleetHandlers = (core: Core) => ({
  wasThere: api.fleet.wasThere.handler(({ input, context }) => ({
    was: wasThere(core, context, input.thing),
  })),
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
})
