import { z } from 'zod'
import { DomainUuid, type HostId } from '../ids.ts'

const bytes = z.number().nonnegative().nullable()

export const resourceKinds = [
  'pool',
  'volume',
  'network',
  'lease',
  'snapshot',
  'nodeDevice',
  'interface',
  'capabilities',
  'domainCapabilities',
  'session',
] as const
export const ResourceKind = z.enum(resourceKinds)
export type ResourceKind = z.infer<typeof ResourceKind>

/**
 * A storage pool. `type` as in its XML: dir, logical, rbd, … One that is `unanswered` or `unread` is as it was known
 * before, with its volumes.
 */
export const Pool = z.object({
  name: z.string(),
  uuid: z.string(),
  /**
   * libvirt's inactive, building, running, degraded, inaccessible; unanswered, where the host waits for it in vain; unread,
   * where it was not asked because others are unanswered, or refused to tell what is in it.
   */
  state: z.string(),
  type: z.string().nullable(),
  path: z.string().nullable(),
  autostart: z.boolean(),
  persistent: z.boolean(),
  capacityBytes: bytes,
  allocationBytes: bytes,
  availableBytes: bytes,
})
export type Pool = z.infer<typeof Pool>

/**
 * What came of asking a pool at once: it was read; it is silent; something asked of it before has no answer yet, and
 * nothing was asked now; or it is unread, because others are silent or the host refused.
 */
export const PoolAnswer = z.enum(['read', 'silent', 'asked', 'unread'])
export type PoolAnswer = z.infer<typeof PoolAnswer>

/** A volume of a pool; `key` is libvirt's globally unique key. */
export const Volume = z.object({
  pool: z.string(),
  name: z.string(),
  key: z.string(),
  path: z.string().nullable(),
  /** file, block, dir, network, netdir, ploop. */
  type: z.string(),
  format: z.string().nullable(),
  capacityBytes: bytes,
  allocationBytes: bytes,
  backing: z.string().nullable(),
})
export type Volume = z.infer<typeof Volume>

/** A virtual network. `forward` is the XML's mode; null means isolated. */
export const Network = z.object({
  name: z.string(),
  uuid: z.string(),
  active: z.boolean(),
  persistent: z.boolean(),
  autostart: z.boolean(),
  bridge: z.string().nullable(),
  forward: z.string().nullable(),
  addresses: z.array(z.string()),
})
export type Network = z.infer<typeof Network>

/** A DHCP lease of a virtual network. */
export const Lease = z.object({
  network: z.string(),
  mac: z.string(),
  address: z.string(),
  prefix: z.number().int(),
  hostname: z.string().nullable(),
  expiresAtMs: z.number().nullable(),
})
export type Lease = z.infer<typeof Lease>

/** A snapshot of a machine. */
export const Snapshot = z.object({
  uuid: DomainUuid,
  name: z.string(),
  parent: z.string().nullable(),
  current: z.boolean(),
  state: z.string().nullable(),
  createdAtMs: z.number().nullable(),
  description: z.string().nullable(),
})
export type Snapshot = z.infer<typeof Snapshot>

/** A device of the host. */
export const NodeDevice = z.object({
  name: z.string(),
  parent: z.string().nullable(),
  /** First capability type: pci, usb_device, net, storage, … */
  capability: z.string().nullable(),
  product: z.string().nullable(),
  vendor: z.string().nullable(),
  iommuGroup: z.number().int().nullable(),
})
export type NodeDevice = z.infer<typeof NodeDevice>

/** A network interface of the host itself, as its network configuration has it. */
export const HostInterface = z.object({
  name: z.string(),
  mac: z.string().nullable(),
  active: z.boolean(),
  /** ethernet, bridge, bond, vlan; null where the host doesn't say. */
  type: z.string().nullable(),
  /** What it stands on: a bridge's or bond's members, the interface that a VLAN is a part of. */
  members: z.array(z.string()),
  /** With prefix where known. */
  addresses: z.array(z.string()),
  mtu: z.number().int().nullable(),
  vlanTag: z.number().int().nullable(),
  speedMbits: z.number().int().nullable(),
  /** up, down, lowerlayerdown, … */
  link: z.string().nullable(),
  /** When the host starts it: onboot, hotplug, none. */
  startMode: z.string().nullable(),
})
export type HostInterface = z.infer<typeof HostInterface>

/** One stored resource of a host with the time of its last confirmation. */
export interface StoredResource<T = unknown> {
  hostId: HostId
  kind: ResourceKind
  /** Unique within host and kind. */
  key: string
  value: T
  xml: string | null
  asOfMs: number
}
