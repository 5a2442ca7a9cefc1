import { type DomainUuid, type HostId, machineKey } from '../../../shared/ids.ts'
import type { Disk, DomainState, Machine, MachineConfig, Nic } from '../../../shared/models/machine.ts'
import type { StoredMachine } from '../store/index.ts'

/** What follows from a host's record: shown with each of its machines, never stored with them. */
export type HostLabel = Pick<Machine, 'host' | 'siteId' | 'site'>

/** What the host says of a machine besides its definition. */
export interface MachineStatus {
  name: string
  id: number | null
  state: DomainState
  /** Null where this driver does not tell. */
  stateReason: string | null
  persistent: boolean
  autostart: boolean
  managedSave: boolean
}

/** Where a disk ends, as storage tells it; null where unknown. */
export interface DiskSize {
  capacityBytes: number | null
  allocationBytes: number | null
}

/** A machine of which nothing but its identity is known yet. */
export function unknownMachine(
  hostId: HostId,
  uuid: DomainUuid,
  name: string,
  label: HostLabel,
  asOfMs: number,
): Machine {
  return {
    ...emptyConfig(uuid, name),
    ...label,
    key: machineKey(hostId, uuid),
    hostId,
    id: null,
    state: 'nostate',
    stateReason: null,
    persistent: true,
    autostart: false,
    managedSave: false,
    snapshotCount: null,
    startedAtMs: null,
    definitionHash: null,
    unparsed: false,
    asOfMs,
    stale: false,
  }
}

/** The configuration of a machine whose definition was not read, or cannot be. */
export function emptyConfig(uuid: DomainUuid, name: string): MachineConfig {
  return {
    name,
    uuid,
    title: null,
    description: null,
    tags: [],
    vcpus: null,
    vcpusMax: null,
    memoryBytes: null,
    memoryMaxBytes: null,
    osType: null,
    osId: null,
    arch: null,
    machine: null,
    firmware: null,
    disks: [],
    nics: [],
    graphics: [],
    devices: [],
  }
}

/** A stored machine as it is shown before its host has been reached. */
export function hydrated(stored: StoredMachine, label: HostLabel): Machine {
  return { ...stored, ...label, key: machineKey(stored.hostId, stored.uuid), stale: true }
}

/** What of a machine is stored. */
export function stored({
  key: _key,
  host: _host,
  siteId: _siteId,
  site: _site,
  stale: _stale,
  ...rest
}: Machine): StoredMachine {
  return rest
}

/** The machine with another status; a changed run begins without a known start. */
export function withStatus(machine: Machine, status: Partial<MachineStatus>): Machine {
  const next = { ...machine, ...status }
  if (next.id === null || next.id !== machine.id) {
    next.startedAtMs = null
    delete next.pendingChanges
  }
  return next
}

/** The machine with another configuration; sizes and addresses known of the same disks and NICs stay. */
export function withConfig(machine: Machine, config: MachineConfig): Machine {
  const disks = config.disks.map(disk => {
    const known = machine.disks.find(old => old.target === disk.target && old.source === disk.source)
    return known ? withSize(disk, known) : disk
  })
  const nics = config.nics.map(nic => {
    const known = nic.mac === null ? undefined : machine.nics.find(old => old.mac === nic.mac)
    return known && nic.addresses.length === 0 ? { ...nic, addresses: known.addresses } : nic
  })
  return { ...machine, ...config, uuid: machine.uuid, disks, nics }
}

const emptyDrive: DiskSize = { capacityBytes: null, allocationBytes: null }

function withSize(disk: Disk, size: DiskSize): Disk {
  if (size === emptyDrive) return { ...disk, ...emptyDrive }
  return {
    ...disk,
    capacityBytes: size.capacityBytes ?? disk.capacityBytes,
    allocationBytes: size.allocationBytes ?? disk.allocationBytes,
  }
}

/** The machine with the sizes that `sizeOf` knows; what it does not know stays, and an empty drive has none. */
export function withSizes(machine: Machine, sizeOf: (disk: Disk) => DiskSize | undefined): Machine {
  let changed = false
  const disks = machine.disks.map(disk => {
    const size = disk.source === null ? emptyDrive : sizeOf(disk)
    if (!size) return disk
    const next = withSize(disk, size)
    if (next.capacityBytes === disk.capacityBytes && next.allocationBytes === disk.allocationBytes)
      return disk
    changed = true
    return next
  })
  return changed ? { ...machine, disks } : machine
}

/** The machine with the addresses that `addressesOf` knows of its NICs. */
export function withAddresses(machine: Machine, addressesOf: (nic: Nic) => readonly string[]): Machine {
  let changed = false
  const nics = machine.nics.map(nic => {
    const addresses = [...addressesOf(nic)]
    if (sameList(addresses, nic.addresses)) return nic
    changed = true
    return { ...nic, addresses }
  })
  return changed ? { ...machine, nics } : machine
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** Whether two machines tell the same; the time of confirmation does not count. */
export function sameMachine(a: Machine, b: Machine): boolean {
  if (a === b) return true
  const keys = Object.keys(b) as (keyof Machine)[]
  // What is known only at times, such as `pendingChanges`, may be gone.
  if (Object.keys(a).length !== keys.length) return false
  for (const key of keys) {
    if (key !== 'asOfMs' && !sameValue(a[key], b[key])) return false
  }
  return true
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a) === JSON.stringify(b)
}
