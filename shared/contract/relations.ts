import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey, SiteId } from '../ids.ts'
import { Lease, Network, Pool, Volume } from '../models/resources.ts'
import { procedure } from './procedure.ts'

/** Which part of the fleet is asked for; a site includes the sites below it. */
export const FleetScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fleet') }),
  z.object({ kind: z.literal('site'), id: SiteId }),
  z.object({ kind: z.literal('host'), id: HostId }),
])
export type FleetScope = z.infer<typeof FleetScope>

/** Most users, attachments and links that one row names; the counts beside them are whole. */
export const LINKS_MAX = 50

const bytes = z.number().nonnegative().nullable()
const onHost = { key: z.string(), hostId: HostId, host: z.string() }

/** How a machine uses a volume: as a disk, as a file below a disk's own, or named elsewhere (kernel, NVRAM, directory). */
export const VolumeUser = z.object({
  machine: MachineKey,
  name: z.string(),
  host: z.string(),
  via: z.enum(['disk', 'backing', 'definition']),
  /** The disk's target, `vda`; null where it is none. */
  target: z.string().nullable(),
})
export type VolumeUser = z.infer<typeof VolumeUser>

/** One file below a volume; `volume` is the row that it is, null where no pool has it. */
export const BackingLink = z.object({ path: z.string(), volume: z.string().nullable() })
export type BackingLink = z.infer<typeof BackingLink>

/** What makes "nobody uses it" less than sure. */
export const unusedDoubts = ['stale', 'unread', 'shared'] as const
export const UnusedDoubt = z.enum(unusedDoubts)
export type UnusedDoubt = z.infer<typeof UnusedDoubt>

/** A volume with everything that uses it; one that several hosts see through shared storage comes once. */
export const VolumeRow = Volume.extend({
  ...onHost,
  /** The volume's key in libvirt; `key` is ours. */
  volumeKey: z.string(),
  /** Row of its pool on `hostId`. */
  poolKey: z.string(),
  /** Every host that sees it, `hostId` first. */
  hostIds: z.array(HostId),
  users: z.array(VolumeUser),
  userCount: z.number().int(),
  /** What it is built upon, nearest first. */
  chain: z.array(BackingLink),
  /** Rows of the volumes built directly upon it. */
  backs: z.array(z.string()),
  backsCount: z.number().int(),
  /** No machine that is known uses it, and no volume that is used is built upon it. */
  unused: z.boolean(),
  /** Empty for a used volume. */
  doubts: z.array(UnusedDoubt),
})
export type VolumeRow = z.infer<typeof VolumeRow>

/** Why several pools are the same space: one storage over the network, or one filesystem of a host. */
export const PoolShare = z.object({
  /** The same for all of them. */
  id: z.string(),
  by: z.enum(['source', 'filesystem']),
  /** Rows of all of them, this one included. */
  pools: z.array(z.string()),
  hosts: z.array(z.string()),
})
export type PoolShare = z.infer<typeof PoolShare>

/** A pool of a host with what its volumes add up to. */
export const PoolRow = Pool.extend({
  ...onHost,
  /** Where the data comes from, where it is not the host's own: `nfs1:/export`, `rbd:vms@mon1`. */
  source: z.string().nullable(),
  share: PoolShare.nullable(),
  volumeCount: z.number().int(),
  unusedCount: z.number().int(),
  /** What the unused volumes hold now. */
  unusedBytes: z.number(),
  /** Machines with a disk in it. */
  machineCount: z.number().int(),
  /** Sum of the volumes' capacities. */
  provisionedBytes: z.number(),
  /** What the thin volumes of its space may still grow by; of all pools on the same space. */
  growthBytes: z.number(),
  /** (allocation + growth) / capacity: above 1 the space cannot hold what was promised; null where unknown. */
  commitment: z.number().nullable(),
})
export type PoolRow = z.infer<typeof PoolRow>

/** How fresh what is known of each host is. */
export const HostFreshness = z.object({
  hostId: HostId,
  asOfMs: z.number().nullable(),
  stale: z.boolean(),
})
export type HostFreshness = z.infer<typeof HostFreshness>

/** The space of a part of the fleet; what several pools share is counted once. */
export const StorageTotals = z.object({
  pools: z.number().int(),
  sharedSpaces: z.number().int(),
  volumes: z.number().int(),
  capacityBytes: bytes,
  allocationBytes: bytes,
  growthBytes: z.number(),
  unusedCount: z.number().int(),
  unusedBytes: z.number(),
})
export type StorageTotals = z.infer<typeof StorageTotals>

const rows = { first: z.boolean(), more: z.boolean(), removed: z.array(z.string()) }

/**
 * Rows that are new or changed and the keys of those that are gone; `first` begins a snapshot that replaces
 * everything, `more` says that it goes on. `summary` follows whenever it changed.
 */
export const StorageEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rows'), ...rows, pools: z.array(PoolRow), volumes: z.array(VolumeRow) }),
  z.object({ type: z.literal('summary'), totals: StorageTotals, hosts: z.array(HostFreshness) }),
])
export type StorageEvent = z.infer<typeof StorageEvent>

/** A machine's NIC on a network, bridge or host device. */
export const Attachment = z.object({
  machine: MachineKey,
  name: z.string(),
  mac: z.string().nullable(),
  model: z.string().nullable(),
  /** Host-side device such as vnet0 while it runs. */
  target: z.string().nullable(),
  link: z.string().nullable(),
  addresses: z.array(z.string()),
})
export type Attachment = z.infer<typeof Attachment>

const attached = {
  attached: z.array(Attachment),
  attachedCount: z.number().int(),
}

/** A virtual network of a host with who is on it, by its name or by its bridge. */
export const NetworkRow = Network.extend({
  ...onHost,
  ...attached,
  leaseCount: z.number().int(),
  /** Host devices that it forwards to, as its definition names them. */
  devices: z.array(z.string()),
  /** `start – end` of each range that its DHCP server gives out. */
  ranges: z.array(z.string()),
  domain: z.string().nullable(),
})
export type NetworkRow = z.infer<typeof NetworkRow>

/** A lease with the machine whose NIC has its MAC address, on the same host. */
export const LeaseRow = Lease.extend({
  ...onHost,
  machine: MachineKey.nullable(),
  machineName: z.string().nullable(),
})
export type LeaseRow = z.infer<typeof LeaseRow>

/** A bridge of a host, or a device of it that machines sit on directly (macvtap). */
export const BridgeRow = z.object({
  ...onHost,
  name: z.string(),
  kind: z.enum(['bridge', 'direct']),
  /** Virtual network that owns it; null for the host's own. */
  network: z.string().nullable(),
  /** Host interfaces enslaved to it; empty where the host does not tell. */
  ports: z.array(z.string()),
  addresses: z.array(z.string()),
  /** Null where the host does not tell. */
  up: z.boolean().nullable(),
  ...attached,
})
export type BridgeRow = z.infer<typeof BridgeRow>

/** As `StorageEvent`. */
export const NetworksEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('rows'),
    ...rows,
    networks: z.array(NetworkRow),
    leases: z.array(LeaseRow),
    bridges: z.array(BridgeRow),
  }),
  z.object({ type: z.literal('summary'), hosts: z.array(HostFreshness) }),
])
export type NetworksEvent = z.infer<typeof NetworksEvent>

const scoped = z.object({ scope: FleetScope })

/** Names only machines that the caller may read. */
export const storage = {
  watch: procedure('storage.read').input(scoped).output(eventIterator(StorageEvent)),
}

/** Names only machines that the caller may read. */
export const networks = {
  watch: procedure('network.read').input(scoped).output(eventIterator(NetworksEvent)),
}
