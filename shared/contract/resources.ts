import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey } from '../ids.ts'
import { Lease, Network, NodeDevice, Pool, Snapshot, Volume } from '../models/resources.ts'
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
  text: z.string(),
})
export type FleetLogEvent = z.infer<typeof FleetLogEvent>

export const resources = {
  pools: procedure('storage.read').input(onHost).output(stamped(Pool)),
  volumes: procedure('storage.read')
    .input(onHost.extend({ pool: z.string().max(1000).optional() }))
    .output(stamped(Volume)),
  networks: procedure('network.read').input(onHost).output(stamped(Network)),
  leases: procedure('network.read').input(onHost).output(stamped(Lease)),
  snapshots: procedure('domain.read')
    .input(z.object({ key: MachineKey }))
    .output(stamped(Snapshot)),
  nodeDevices: procedure('host.read').input(onHost).output(stamped(NodeDevice)),
  capabilities: procedure('host.read')
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
