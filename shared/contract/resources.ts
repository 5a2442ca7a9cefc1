import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey } from '../ids.ts'
import {
  HostInterface,
  Lease,
  Network,
  NodeDevice,
  Pool,
  PoolAnswer,
  Snapshot,
  Volume,
} from '../models/resources.ts'
import { reported } from '../models/report.ts'
import { procedure } from './procedure.ts'

const onHost = z.object({ hostId: HostId })
const stamped = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), asOfMs: z.number().nullable(), stale: z.boolean() })

/** Something that libvirt reported; kept as the last few thousand, newest last. */
export const FleetLogEvent = z.object({
  atMs: z.number(),
  hostId: HostId,
  host: z.string(),
  /** lifecycle, ioError, watchdog, network, pool, … */
  kind: z.string(),
  key: MachineKey.nullable(),
  subject: z.string(),
  ...reported,
})
export type FleetLogEvent = z.infer<typeof FleetLogEvent>

/** Kinds of resources that can be followed over the whole fleet. */
export const watchedKinds = [
  'pool',
  'volume',
  'network',
  'lease',
  'snapshot',
  'nodeDevice',
  'interface',
] as const
export const WatchedKind = z.enum(watchedKinds)
export type WatchedKind = z.infer<typeof WatchedKind>

const ofHost = <Kind extends WatchedKind, Item extends z.ZodType>(kind: Kind, item: Item) =>
  z.object({
    type: z.literal('host'),
    kind: z.literal(kind),
    hostId: HostId,
    items: z.array(item),
    asOfMs: z.number().nullable(),
    stale: z.boolean(),
  })

/**
 * Resources of every host, by host and kind: the snapshot is one `host` event for each, then `ready`. A `host`
 * event replaces all that was known of its host and kind; `aged` only says how fresh it is.
 */
export const ResourcesEvent = z.union([
  ofHost('pool', Pool),
  ofHost('volume', Volume),
  ofHost('network', Network),
  ofHost('lease', Lease),
  ofHost('snapshot', Snapshot),
  ofHost('nodeDevice', NodeDevice),
  ofHost('interface', HostInterface),
  z.object({
    type: z.literal('aged'),
    kind: WatchedKind,
    hostId: HostId,
    asOfMs: z.number().nullable(),
    stale: z.boolean(),
  }),
  z.object({ type: z.literal('hostRemoved'), hostId: HostId }),
  z.object({ type: z.literal('ready') }),
])
export type ResourcesEvent = z.infer<typeof ResourcesEvent>

export const resources = {
  /** Pools and volumes of every host. */
  watchStorage: procedure('storage.read').output(eventIterator(ResourcesEvent)),
  /** Virtual networks, their leases and the hosts' own interfaces, of every host. */
  watchNetworks: procedure('network.read').output(eventIterator(ResourcesEvent)),
  /** Devices of every host. */
  watchDevices: procedure('host.read').output(eventIterator(ResourcesEvent)),
  /** Snapshots of every host's machines. */
  watchSnapshots: procedure('domain.read').output(eventIterator(ResourcesEvent)),
  pools: procedure('storage.read', { host: 'hostId' }).input(onHost).output(stamped(Pool)),
  /** Asks a pool at once that was silent or unread, whatever pause it has left; answered when that is known. */
  askPool: procedure('host.connect', { host: 'hostId' })
    .input(onHost.extend({ uuid: z.string().max(100) }))
    .output(z.object({ answer: PoolAnswer })),
  volumes: procedure('storage.read', { host: 'hostId' })
    .input(onHost.extend({ pool: z.string().max(1000).optional() }))
    .output(stamped(Volume)),
  networks: procedure('network.read', { host: 'hostId' }).input(onHost).output(stamped(Network)),
  leases: procedure('network.read', { host: 'hostId' }).input(onHost).output(stamped(Lease)),
  snapshots: procedure('domain.read', { machine: 'key' })
    .input(z.object({ key: MachineKey }))
    .output(stamped(Snapshot)),
  nodeDevices: procedure('host.read', { host: 'hostId' }).input(onHost).output(stamped(NodeDevice)),
  capabilities: procedure('host.read', { host: 'hostId' })
    .input(onHost)
    .output(z.object({ xml: z.string().nullable(), asOfMs: z.number().nullable(), stale: z.boolean() })),
}

export const events = {
  watch: procedure('event.read').output(
    eventIterator(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('snapshot'), events: z.array(FleetLogEvent) }),
        z.object({ type: z.literal('event'), event: FleetLogEvent }),
      ]),
    ),
  ),
}
