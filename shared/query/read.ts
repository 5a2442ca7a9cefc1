import type { MachineKey } from '../ids.ts'
import type { Disk, Graphics, Machine, Nic } from '../models/machine.ts'
import type { MachineSample } from '../models/metrics.ts'
import type { DeviceKind } from './ast.ts'

/** What a query needs beyond the machine itself. One context serves one pass over the machines. */
export interface QueryContext {
  /** Unix ms, for ages. */
  nowMs: number
  /** Latest sample of a machine; undefined where it is not sampled now. */
  sample(key: MachineKey): MachineSample | undefined
  /** Machines whose definition holds a text; asked once a pass for each text. */
  textSearch(text: string, scope: 'all' | 'xml' | 'notes'): ReadonlySet<MachineKey>
}

/** Gives every value that a field has to a test, until one passes; null is no value. */
export type Reader<Item, Value> = (
  item: Item,
  test: (value: Value) => boolean,
  context: QueryContext,
) => boolean

function of<Item, Value>(get: (item: Item) => Value | null): Reader<Item, Value> {
  return (item, test) => {
    const value = get(item)
    return value !== null && test(value)
  }
}

function live(get: (sample: MachineSample) => number | null): Reader<Machine, number> {
  return (machine, test, context) => {
    const sample = machine.stale ? undefined : context.sample(machine.key)
    const value = sample ? get(sample) : null
    return value !== null && test(value)
  }
}

function sum(values: (number | null)[]): number | null {
  let total: number | null = null
  for (const value of values) if (value !== null) total = (total ?? 0) + value
  return total
}

const agentChannel = 'channel:org.qemu.guest_agent.0'

/** Readers of one device, by name inside its parentheses. The empty name is any text of it. */
export const diskText: Readonly<Record<string, Reader<Disk, string>>> = {
  '': (disk, test) =>
    test(disk.target) ||
    [disk.source, disk.bus, disk.device, disk.format, disk.sourceType, disk.serial].some(
      value => value !== null && test(value),
    ),
  target: of(disk => disk.target),
  bus: of(disk => disk.bus),
  device: of(disk => disk.device),
  format: of(disk => disk.format),
  source: of(disk => disk.source),
  type: of(disk => disk.sourceType),
  pool: of(disk => (disk.sourceType === 'volume' ? (disk.source?.split('/', 1)[0] ?? null) : null)),
  serial: of(disk => disk.serial),
}

export const diskNumber: Readonly<Record<string, Reader<Disk, number>>> = {
  size: of(disk => disk.capacityBytes),
  used: of(disk => disk.allocationBytes),
}

export const diskFlag: Readonly<Record<string, Reader<Disk, boolean>>> = {
  readonly: of(disk => disk.readOnly),
  shareable: of(disk => disk.shareable),
}

export const nicText: Readonly<Record<string, Reader<Nic, string>>> = {
  '': (nic, test) =>
    test(nic.type) ||
    [nic.mac, nic.source, nic.model, nic.target].some(value => value !== null && test(value)) ||
    nic.addresses.some(test),
  mac: of(nic => nic.mac),
  type: of(nic => nic.type),
  source: of(nic => nic.source),
  network: of(nic => (nic.type === 'network' ? nic.source : null)),
  bridge: of(nic => (nic.type === 'bridge' ? nic.source : null)),
  model: of(nic => nic.model),
  target: of(nic => nic.target),
  link: of(nic => nic.link),
  ip: (nic, test) => nic.addresses.some(test),
}

export const graphicsText: Readonly<Record<string, Reader<Graphics, string>>> = {
  '': (graphics, test) =>
    test(graphics.type) || [graphics.listen, graphics.socket].some(value => value !== null && test(value)),
  type: of(graphics => graphics.type),
  listen: of(graphics => graphics.listen),
  socket: of(graphics => graphics.socket),
}

export const graphicsNumber: Readonly<Record<string, Reader<Graphics, number>>> = {
  port: of(graphics => graphics.port),
  tlsport: of(graphics => graphics.tlsPort),
}

/** Readers of a machine's own texts. */
export const machineText: Readonly<Record<string, Reader<Machine, string>>> = {
  name: of(machine => machine.name),
  uuid: of(machine => machine.uuid),
  host: of(machine => machine.host),
  site: of(machine => machine.site),
  title: of(machine => machine.title),
  description: of(machine => machine.description),
  notes: (machine, test) =>
    (machine.title !== null && test(machine.title)) ||
    (machine.description !== null && test(machine.description)),
  tag: (machine, test) => machine.tags.some(test),
  state: of(machine => machine.state),
  reason: of(machine => machine.stateReason),
  os: (machine, test) =>
    (machine.osId !== null && test(machine.osId)) || (machine.osType !== null && test(machine.osType)),
  'os.type': of(machine => machine.osType),
  'os.id': of(machine => machine.osId),
  arch: of(machine => machine.arch),
  machine: of(machine => machine.machine),
  firmware: of(machine => machine.firmware),
  device: (machine, test) => machine.devices.some(test),
}

export const machineFlag: Readonly<Record<string, Reader<Machine, boolean>>> = {
  autostart: of(machine => machine.autostart),
  persistent: of(machine => machine.persistent),
  transient: of(machine => !machine.persistent),
  saved: of(machine => machine.managedSave),
  stale: of(machine => machine.stale),
  unparsed: of(machine => machine.unparsed),
  pending: of(machine => (machine.pendingChanges ?? 0) > 0),
  agent: of(machine => machine.devices.includes(agentChannel)),
}

/** Numbers in base units; what counts devices is 0, never unknown, and only live values may be missing. */
export const machineNumber: Readonly<Record<string, Reader<Machine, number>>> = {
  id: of(machine => machine.id),
  seen: (machine, test, context) => test(Math.max(0, context.nowMs - machine.asOfMs)),
  uptime: (machine, test, context) => {
    if (machine.startedAtMs === null) return false
    // What a host that is not live runs now is not known: the uptime is that of its last word.
    return test(Math.max(0, (machine.stale ? machine.asOfMs : context.nowMs) - machine.startedAtMs))
  },
  snapshots: of(machine => machine.snapshotCount),
  vcpus: of(machine => machine.vcpus),
  'vcpus.max': of(machine => machine.vcpusMax),
  memory: of(machine => machine.memoryBytes),
  'memory.max': of(machine => machine.memoryMaxBytes),
  disks: of(machine => machine.disks.length),
  nics: of(machine => machine.nics.length),
  storage: of(machine => sum(machine.disks.map(disk => disk.capacityBytes))),
  'storage.used': of(machine => sum(machine.disks.map(disk => disk.allocationBytes))),
  cpu: live(sample => sample.cpuPercent),
  'cpu.cores': live(sample => sample.cpuCores),
  'mem.used': live(sample => sample.memoryUsedBytes),
  'mem.rss': live(sample => sample.memoryRssBytes),
  'mem.balloon': live(sample => sample.memoryBalloonBytes),
  'disk.read': live(sample => sample.diskReadBytesPerSecond),
  'disk.write': live(sample => sample.diskWriteBytesPerSecond),
  'disk.readops': live(sample => sample.diskReadOpsPerSecond),
  'disk.writeops': live(sample => sample.diskWriteOpsPerSecond),
  'net.rx': live(sample => sample.netRxBytesPerSecond),
  'net.tx': live(sample => sample.netTxBytesPerSecond),
}

/** Counts for which "there is one" means more than none. */
export const countedFields: ReadonlySet<string> = new Set(['snapshots', 'disks', 'nics'])

/** Things of `has:` that are no device of the same name. */
const drives: Readonly<Record<string, (machine: Machine) => boolean>> = {
  cdrom: machine => machine.disks.some(disk => disk.device === 'cdrom'),
  floppy: machine => machine.disks.some(disk => disk.device === 'floppy'),
  media: machine =>
    machine.disks.some(disk => (disk.device === 'cdrom' || disk.device === 'floppy') && disk.source !== null),
}

/** Whether a machine has what `has:name` asks for: a drive, or a device of that kind. */
export function hasDevice(name: string): (machine: Machine) => boolean {
  const drive = Object.hasOwn(drives, name) ? drives[name] : undefined
  if (drive) return drive
  const prefix = `${name}:`
  return machine => machine.devices.some(device => device === name || device.startsWith(prefix))
}

/** A reader of a device's field as a reader of the machine: it passes where one device does. */
export function everyDevice<Device, Value>(
  list: (machine: Machine) => readonly Device[],
  reader: Reader<Device, Value>,
): Reader<Machine, Value> {
  return (machine, test, context) => {
    for (const device of list(machine)) if (reader(device, test, context)) return true
    return false
  }
}

/** The lists of devices that a machine has, with their readers. */
export interface DeviceReaders<Device> {
  list(machine: Machine): readonly Device[]
  text: Readonly<Record<string, Reader<Device, string>>>
  number: Readonly<Record<string, Reader<Device, number>>>
  flag: Readonly<Record<string, Reader<Device, boolean>>>
}

export const disks: DeviceReaders<Disk> = {
  list: machine => machine.disks,
  text: diskText,
  number: diskNumber,
  flag: diskFlag,
}
export const nics: DeviceReaders<Nic> = { list: machine => machine.nics, text: nicText, number: {}, flag: {} }
export const graphics: DeviceReaders<Graphics> = {
  list: machine => machine.graphics,
  text: graphicsText,
  number: graphicsNumber,
  flag: {},
}

/** Name of a device field without its prefix; the whole device's own name becomes the empty one. */
export function innerName(device: DeviceKind, name: string): string {
  return name === device ? '' : name.startsWith(`${device}.`) ? name.slice(device.length + 1) : name
}
