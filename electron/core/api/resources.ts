import { AppError } from '../../../shared/errors.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { FleetLogEvent } from '../../../shared/contract/resources.ts'
import type { Lease, Network, NodeDevice, Pool, Snapshot, Volume } from '../../../shared/models/resources.ts'
import type { Core } from '../core.ts'
import { api } from './base.ts'
import { conflated } from './streams.ts'
import { watchResources } from './watchResources.ts'

/** Handlers of storage, networks, snapshots and host devices: what is stored or live, with its age. */
export const resourceHandlers = (core: Core) => ({
  watchStorage: api.resources.watchStorage.handler(({ context, signal }) =>
    watchResources(['pool', 'volume'], context, signal),
  ),
  watchNetworks: api.resources.watchNetworks.handler(({ context, signal }) =>
    watchResources(['network', 'lease', 'interface'], context, signal),
  ),
  watchDevices: api.resources.watchDevices.handler(({ context, signal }) =>
    watchResources(['nodeDevice'], context, signal),
  ),
  watchSnapshots: api.resources.watchSnapshots.handler(({ context, signal }) =>
    watchResources(['snapshot'], context, signal),
  ),
  pools: api.resources.pools.handler(({ input, context: { view } }) =>
    view.inventory.resources<Pool>(input.hostId, 'pool'),
  ),
  askPool: api.resources.askPool.handler(async ({ input: { hostId, uuid }, context: { view } }) => {
    const known = view.inventory.resources<Pool>(hostId, 'pool').items
    if (!known.some(pool => pool.uuid === uuid))
      throw new AppError('name.unknown', 'This storage pool is not known any more.')
    return { answer: await core.inventory.askPool(hostId, uuid) }
  }),
  volumes: api.resources.volumes.handler(({ input, context: { view } }) => {
    const all = view.inventory.resources<Volume>(input.hostId, 'volume')
    if (input.pool === undefined) return all
    return { ...all, items: all.items.filter(volume => volume.pool === input.pool) }
  }),
  networks: api.resources.networks.handler(({ input, context: { view } }) =>
    view.inventory.resources<Network>(input.hostId, 'network'),
  ),
  leases: api.resources.leases.handler(({ input, context: { view } }) =>
    view.inventory.resources<Lease>(input.hostId, 'lease'),
  ),
  snapshots: api.resources.snapshots.handler(({ input, context: { view } }) => {
    const { hostId, uuid } = splitMachineKey(input.key)
    const all = view.inventory.resources<Snapshot>(hostId, 'snapshot')
    return { ...all, items: all.items.filter(snapshot => snapshot.uuid === uuid) }
  }),
  nodeDevices: api.resources.nodeDevices.handler(({ input, context: { view } }) =>
    view.inventory.resources<NodeDevice>(input.hostId, 'nodeDevice'),
  ),
  capabilities: api.resources.capabilities.handler(({ input, context: { view } }) => {
    const found = view.inventory.resources<{ xml: string }>(input.hostId, 'capabilities')
    return { xml: found.items[0]?.xml ?? null, asOfMs: found.asOfMs, stale: found.stale }
  }),
})

/** Events kept for a reader that does not keep up. */
const PENDING_EVENTS = 5000

/** Handlers of the events area: what libvirt reported, newest last. */
export const eventHandlers = {
  watch: api.events.watch.handler(({ context, signal }) => {
    const { inventory } = context.view
    let pending: FleetLogEvent[] = []
    type Event = { type: 'snapshot'; events: FleetLogEvent[] } | { type: 'event'; event: FleetLogEvent }
    return conflated<Event>(context.caller, signal, {
      subscribe: changed =>
        inventory.onEvent(event => {
          if (pending.length >= PENDING_EVENTS) pending.shift()
          pending.push(event)
          changed()
        }),
      snapshot: () => [{ type: 'snapshot', events: inventory.events() }],
      *flush() {
        const events = pending
        pending = []
        for (const event of events) yield { type: 'event', event }
      },
    })
  }),
}
