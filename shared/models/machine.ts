import { z } from 'zod'
import { DomainUuid, HostId, MachineKey, SiteId } from '../ids.ts'
import { domainStates } from './domainStates.ts'

/** libvirt's domain states by its own names. */
export const DomainState = z.enum(domainStates)
export type DomainState = z.infer<typeof DomainState>

/** Bytes or any count beyond 2^53 does not occur here: core narrows to a safe number or null. */
const bytes = z.number().nonnegative().nullable()

/** One disk-like device of a machine, from its XML (`devices/disk`). Sizes are known once storage was read. */
export const Disk = z.object({
  target: z.string(),
  bus: z.string().nullable(),
  /** `disk`, `cdrom`, `floppy` or `lun`. */
  device: z.string(),
  /** Driver format: qcow2, raw, … */
  format: z.string().nullable(),
  /** Path, `pool/volume`, device, or `protocol:name`; null for an empty drive. */
  source: z.string().nullable(),
  /** XML source type: file, block, volume, network, dir, … */
  sourceType: z.string().nullable(),
  capacityBytes: bytes,
  allocationBytes: bytes,
  readOnly: z.boolean(),
  shareable: z.boolean(),
  serial: z.string().nullable(),
})
export type Disk = z.infer<typeof Disk>

/** One network interface of a machine (`devices/interface`). */
export const Nic = z.object({
  mac: z.string().nullable(),
  /** network, bridge, direct, user, hostdev, … */
  type: z.string(),
  /** Network, bridge or device name. */
  source: z.string().nullable(),
  model: z.string().nullable(),
  /** Host-side device such as vnet0; null while shut off. */
  target: z.string().nullable(),
  /** `up` unless the XML says otherwise. */
  link: z.string().nullable(),
  /** IP addresses known from leases, the guest agent or ARP, without prefix. */
  addresses: z.array(z.string()),
})
export type Nic = z.infer<typeof Nic>

/** One graphical console of a machine (`devices/graphics`); passwords are never part of the model. */
export const Graphics = z.object({
  type: z.string(),
  listen: z.string().nullable(),
  port: z.number().int().nullable(),
  tlsPort: z.number().int().nullable(),
  socket: z.string().nullable(),
})
export type Graphics = z.infer<typeof Graphics>

/** What a machine is, from its definition alone. */
export const MachineConfig = z.object({
  name: z.string(),
  uuid: DomainUuid,
  title: z.string().nullable(),
  description: z.string().nullable(),
  /** Tags in `<metadata>` under our own namespace; other tools' metadata stays in the XML. */
  tags: z.array(z.string()),
  vcpus: z.number().int().nullable(),
  vcpusMax: z.number().int().nullable(),
  memoryBytes: bytes,
  memoryMaxBytes: bytes,
  /** hvm, xen, linux, exe. */
  osType: z.string().nullable(),
  /** libosinfo id where the definition names one, e.g. `http://debian.org/debian/12`. */
  osId: z.string().nullable(),
  arch: z.string().nullable(),
  machine: z.string().nullable(),
  /** bios or efi. */
  firmware: z.string().nullable(),
  disks: z.array(Disk),
  nics: z.array(Nic),
  graphics: z.array(Graphics),
  /** Device names beyond disks and NICs, as `kind` or `kind:model` (hostdev:pci, tpm:tpm-crb, …). */
  devices: z.array(z.string()),
  /** Files named besides the disks' own sources: backing chains, mirrors, kernel, NVRAM, shared directories; absent for none. */
  files: z.array(z.string()).optional(),
})
export type MachineConfig = z.infer<typeof MachineConfig>

/** A machine of the fleet as the interface and the command line see it. */
export const Machine = MachineConfig.extend({
  key: MachineKey,
  hostId: HostId,
  /** The host's name. */
  host: z.string(),
  siteId: SiteId.nullable(),
  /** Path of site names joined with ` / `; null outside every site. */
  site: z.string().nullable(),
  /** libvirt's running id; null while shut off. */
  id: z.number().int().nullable(),
  state: DomainState,
  /** libvirt's reason by name, e.g. `booted`, `ioerror`, `destroyed`; null when unknown. */
  stateReason: z.string().nullable(),
  persistent: z.boolean(),
  autostart: z.boolean(),
  managedSave: z.boolean(),
  snapshotCount: z.number().int().nullable(),
  /** Since when the machine runs (Unix ms), where it could be learnt; null otherwise. */
  startedAtMs: z.number().nullable(),
  /** SHA-256 of the definition's text; null until it was read. */
  definitionHash: z.string().nullable(),
  /** True where the definition could not be parsed; it is stored and shown as text. */
  unparsed: z.boolean(),
  /** Changes of the stored configuration that come at its next boot; absent while it does not run or they are not counted. */
  pendingChanges: z.number().int().nonnegative().optional(),
  /** When these facts were last confirmed by the host (Unix ms). */
  asOfMs: z.number(),
  /** True while the host is not live: the facts are the last known ones. */
  stale: z.boolean(),
})
export type Machine = z.infer<typeof Machine>
