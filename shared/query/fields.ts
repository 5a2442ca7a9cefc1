import { domainStates } from '../models/domainStates.ts'
import type { DeviceKind } from './ast.ts'

/** How a field's values are written and compared. */
export type FieldType =
  | 'text'
  | 'state'
  | 'flag'
  | 'count'
  | 'bytes'
  | 'percent'
  | 'rate'
  | 'duration'
  | 'age'
  | 'xml'

/** Kinds of words that the caller's vocabulary may hold for completion. */
export type VocabularyKind =
  | 'names'
  | 'hosts'
  | 'sites'
  | 'tags'
  | 'networks'
  | 'bridges'
  | 'pools'
  | 'reasons'
  | 'osIds'
  | 'arches'
  | 'machineTypes'
  | 'devices'
  | 'nicModels'
  | 'formats'

/** One field of the query language, as documented, parsed and completed. */
export interface QueryField {
  /** As written in a query; `disk.bus` is `bus` inside `disk(…)`. */
  name: string
  /** Other spellings, lower case. */
  aliases: readonly string[]
  type: FieldType
  description: string
  example: string
  /** Words to complete: of the caller's vocabulary, or fixed ones. */
  words?: VocabularyKind | readonly string[]
  /** The device that it belongs to; undefined for the machine's own. */
  device?: DeviceKind
  /** From live metrics: false for a machine that is not sampled now. */
  live?: true
}

type Row = readonly [
  name: string,
  aliases: string,
  type: FieldType,
  description: string,
  example: string,
  words?: VocabularyKind | readonly string[],
]

const machineRows: readonly Row[] = [
  ['name', '', 'text', 'name of the machine', 'name:web*', 'names'],
  ['uuid', '', 'text', 'UUID', 'uuid:6695eb01'],
  ['id', '', 'count', 'libvirt’s running id', 'id<10'],
  ['host', '', 'text', 'name of its host', 'host:kvm1', 'hosts'],
  ['site', '', 'text', 'path of its site', 'site:Berlin', 'sites'],
  ['title', '', 'text', 'title', 'title:"mail server"'],
  ['description', 'desc', 'text', 'description', 'description:legacy'],
  ['notes', 'note', 'text', 'title or description', 'notes:"ask Ana"'],
  ['tag', 'tags', 'text', 'one of its tags', 'tag:production', 'tags'],
  ['state', 'status', 'state', 'state by libvirt’s name', 'state:running,paused', domainStates],
  ['reason', 'statereason', 'text', 'reason of the state', 'reason:ioerror', 'reasons'],
  ['autostart', '', 'flag', 'started with its host', 'autostart:no'],
  ['persistent', '', 'flag', 'has a stored definition', 'persistent:yes'],
  ['transient', '', 'flag', 'has no stored definition', 'transient:yes'],
  ['saved', 'managedsave', 'flag', 'has a managed save image', 'saved:yes'],
  ['stale', '', 'flag', 'its host is not live: last known facts', 'stale:yes'],
  ['unparsed', '', 'flag', 'its definition could not be read', 'unparsed:yes'],
  ['pending', '', 'flag', 'is configured otherwise from its next boot on', 'pending:yes'],
  ['agent', '', 'flag', 'has a guest agent channel', 'agent:no'],
  ['seen', 'asof', 'age', 'how long ago its host confirmed it', 'seen<1d'],
  ['uptime', '', 'duration', 'how long it runs, where known', 'uptime>30d'],
  ['snapshots', 'snapshot,snapshotcount', 'count', 'number of snapshots', 'snapshots>2'],
  ['vcpus', 'vcpu,cpus', 'count', 'virtual CPUs now', 'vcpus>=8'],
  ['vcpus.max', 'vcpusmax', 'count', 'most virtual CPUs', 'vcpus.max>16'],
  ['memory', 'mem,ram,memorybytes', 'bytes', 'memory now', 'memory>=8GiB'],
  ['memory.max', 'mem.max,memorymaxbytes', 'bytes', 'most memory', 'memory.max>64GiB'],
  ['os', '', 'text', 'kind or libosinfo id of the system', 'os:debian', 'osIds'],
  ['os.type', 'ostype', 'text', 'kind of virtualisation', 'os.type=hvm', ['hvm', 'xen', 'linux', 'exe']],
  ['os.id', 'osid', 'text', 'libosinfo id', 'os.id:debian.org', 'osIds'],
  ['arch', '', 'text', 'architecture', 'arch=x86_64', 'arches'],
  ['machine', '', 'text', 'machine type', 'machine:q35', 'machineTypes'],
  ['firmware', '', 'text', 'bios or efi', 'firmware=efi', ['bios', 'efi']],
  ['device', 'devices,hardware', 'text', 'any further device', 'device:hostdev', 'devices'],
  ['disks', '', 'count', 'number of disks and drives', 'disks>4'],
  ['nics', '', 'count', 'number of NICs', 'nics=0'],
  ['storage', '', 'bytes', 'capacity of all its disks', 'storage>1TiB'],
  ['storage.used', '', 'bytes', 'space that its disks take', 'storage.used>500GiB'],
  ['xml', '', 'xml', 'text anywhere in its definition', 'xml:"cache=\'none\'"'],
]

const liveRows: readonly Row[] = [
  ['cpu', 'cpupercent', 'percent', 'CPU in use, percent of its vCPUs', 'cpu>50%'],
  ['cpu.cores', 'cores', 'count', 'host cores in use', 'cpu.cores>2'],
  ['mem.used', 'memory.used', 'bytes', 'memory used inside the guest', 'mem.used>4GiB'],
  ['mem.rss', 'memory.rss', 'bytes', 'memory resident on the host', 'mem.rss>4GiB'],
  ['mem.balloon', 'memory.balloon', 'bytes', 'current balloon size', 'mem.balloon<2GiB'],
  ['disk.read', '', 'rate', 'bytes read a second', 'disk.read>10MiB/s'],
  ['disk.write', '', 'rate', 'bytes written a second', 'disk.write>10MiB/s'],
  ['disk.readops', 'disk.reads', 'count', 'read operations a second', 'disk.readops>500'],
  ['disk.writeops', 'disk.writes', 'count', 'write operations a second', 'disk.writeops>500'],
  ['net.rx', '', 'rate', 'bytes received a second', 'net.rx>1MiB/s'],
  ['net.tx', '', 'rate', 'bytes sent a second', 'net.tx>1MiB/s'],
]

const deviceRows: Readonly<Record<DeviceKind, readonly Row[]>> = {
  disk: [
    ['target', '', 'text', 'name inside the guest', 'disk.target=vda'],
    [
      'bus',
      '',
      'text',
      'bus',
      'disk.bus:ide',
      ['virtio', 'scsi', 'sata', 'ide', 'usb', 'nvme', 'fdc', 'sd', 'xen'],
    ],
    [
      'device',
      '',
      'text',
      'disk, cdrom, floppy or lun',
      'disk.device:cdrom',
      ['disk', 'cdrom', 'floppy', 'lun'],
    ],
    ['format', '', 'text', 'driver format', 'disk.format:raw', 'formats'],
    ['source', 'path,file', 'text', 'path, pool/volume or protocol:name', 'disk.source:*.iso'],
    [
      'type',
      '',
      'text',
      'kind of source',
      'disk.type:network',
      ['file', 'block', 'volume', 'network', 'dir', 'nvme', 'vhostuser'],
    ],
    ['pool', '', 'text', 'pool of a pool/volume source', 'disk.pool:default', 'pools'],
    ['size', 'capacity,capacitybytes', 'bytes', 'capacity', 'disk.size>100GiB'],
    ['used', 'allocation,allocationbytes', 'bytes', 'space taken', 'disk.used>50GiB'],
    ['readonly', 'ro', 'flag', 'cannot be written', 'disk.readonly:yes'],
    ['shareable', 'shared', 'flag', 'may be used by several machines', 'disk.shareable:yes'],
    ['serial', '', 'text', 'serial number', 'disk.serial:WD*'],
  ],
  nic: [
    ['mac', '', 'text', 'MAC address', 'mac:52:54:00'],
    [
      'type',
      '',
      'text',
      'kind of attachment',
      'nic.type:bridge',
      ['network', 'bridge', 'direct', 'user', 'hostdev', 'vhostuser', 'ethernet', 'vdpa', 'internal'],
    ],
    ['source', '', 'text', 'network, bridge or device', 'nic.source:br0'],
    ['network', '', 'text', 'libvirt network', 'nic.network:default', 'networks'],
    ['bridge', '', 'text', 'bridge', 'nic.bridge:br0', 'bridges'],
    ['model', '', 'text', 'model', 'nic.model:e1000', 'nicModels'],
    ['target', '', 'text', 'device on the host', 'nic.target:vnet7'],
    ['link', '', 'text', 'up or down', 'nic.link:down', ['up', 'down']],
    ['ip', 'address,addresses', 'text', 'IP address, or a network such as 10.0.0.0/8', 'ip:10.1.0.0/16'],
  ],
  graphics: [
    [
      'type',
      '',
      'text',
      'kind of console',
      'graphics.type:vnc',
      ['vnc', 'spice', 'rdp', 'sdl', 'egl-headless', 'dbus'],
    ],
    ['listen', '', 'text', 'address that it listens on', 'graphics.listen=0.0.0.0'],
    ['port', '', 'count', 'port', 'graphics.port=5900'],
    ['tlsport', '', 'count', 'TLS port', 'graphics.tlsport>0'],
    ['socket', '', 'text', 'UNIX socket', 'graphics.socket:*'],
  ],
}

/** `disk:TEXT` and its kin: any text of one device. */
const wholeDeviceRows: readonly (Row & { readonly 0: DeviceKind })[] = [
  ['disk', '', 'text', 'any text of one disk; disk>100GiB is its size', 'disk:vda'],
  ['nic', '', 'text', 'any text of one NIC', 'nic:br0'],
  ['graphics', 'display', 'text', 'any text of one console', 'graphics:vnc'],
]

/** NIC and disk fields that are asked for so often that they need no prefix. */
const shortNames: Readonly<Record<string, string>> = {
  'nic.mac': 'mac',
  'nic.ip': 'ip,address',
  'nic.network': 'network,net',
  'nic.bridge': 'bridge',
  'disk.pool': 'pool',
}

function list(names: string): string[] {
  return names === '' ? [] : names.split(',')
}

function fieldOf([name, aliases, type, description, example, words]: Row): QueryField {
  return { name, aliases: list(aliases), type, description, example, ...(words ? { words } : {}) }
}

function deviceFields(device: DeviceKind): QueryField[] {
  return deviceRows[device].map(row => {
    const field = fieldOf(row)
    const name = `${device}.${field.name}`
    const aliases = field.aliases.map(alias => `${device}.${alias}`)
    return { ...field, name, aliases: [...aliases, ...list(shortNames[name] ?? '')], device }
  })
}

/** Every field, machine's own first. */
export const queryFields: readonly QueryField[] = [
  ...machineRows.map(fieldOf),
  ...wholeDeviceRows.map(row => ({ ...fieldOf(row), device: row[0] })),
  ...deviceFields('disk'),
  ...deviceFields('nic'),
  ...deviceFields('graphics'),
  ...liveRows.map(row => ({ ...fieldOf(row), live: true as const })),
]

/** Fields of one device as named inside `disk(…)`. */
export const innerFields: Readonly<Record<DeviceKind, readonly QueryField[]>> = {
  disk: deviceRows.disk.map(row => ({ ...fieldOf(row), device: 'disk' as const })),
  nic: deviceRows.nic.map(row => ({ ...fieldOf(row), device: 'nic' as const })),
  graphics: deviceRows.graphics.map(row => ({ ...fieldOf(row), device: 'graphics' as const })),
}

const described: ReadonlySet<QueryField> = new Set([
  ...queryFields,
  ...innerFields.disk,
  ...innerFields.nic,
  ...innerFields.graphics,
])

/** The whole name of a field of machines, also of one named inside `disk(…)`; undefined for a list's own. */
export function describedName(field: QueryField): string | undefined {
  if (!described.has(field)) return undefined
  const { name, device } = field
  return device === undefined || name === device || name.startsWith(`${device}.`) ? name : `${device}.${name}`
}

function index(fields: readonly QueryField[]): ReadonlyMap<string, QueryField> {
  const map = new Map<string, QueryField>()
  for (const field of fields) for (const name of [field.name, ...field.aliases]) map.set(name, field)
  return map
}

const machineIndex = index(queryFields)
const innerIndex: Readonly<Record<DeviceKind, ReadonlyMap<string, QueryField>>> = {
  disk: index(innerFields.disk),
  nic: index(innerFields.nic),
  graphics: index(innerFields.graphics),
}

/** The fields of rows that are no machines: pools, hosts, tasks. Names and aliases are lower case. */
export interface FieldSet {
  readonly fields: readonly QueryField[]
  readonly index: ReadonlyMap<string, QueryField>
}

/** The fields of a list as a scope of their own; of two with the same name the first one has it. */
export function fieldSet(fields: readonly QueryField[]): FieldSet {
  return { fields, index: index(fields.toReversed()) }
}

/** Where a field name stands: among the machine's, inside one device's parentheses, or among a list's own. */
export type Scope = 'machine' | DeviceKind | FieldSet

/** The field of that name or alias, any case. Inside a device its prefix may be written or left out. */
export function findField(scope: Scope, name: string): QueryField | undefined {
  const key = name.toLowerCase()
  if (typeof scope === 'object') return scope.index.get(key)
  if (scope === 'machine') return machineIndex.get(key)
  const inner = key.startsWith(`${scope}.`) ? key.slice(scope.length + 1) : key
  return innerIndex[scope].get(inner)
}

/** All names and aliases that `findField` knows in a scope. */
export function fieldNames(scope: Scope): string[] {
  if (typeof scope === 'object') return [...scope.index.keys()]
  return [...(scope === 'machine' ? machineIndex : innerIndex[scope]).keys()]
}

/** The kind of device whose parentheses `name(` opens; undefined for no such. */
export function deviceOf(name: string): DeviceKind | undefined {
  const field = machineIndex.get(name.toLowerCase())
  return field?.device === field?.name ? field?.device : undefined
}

/** Things that `has:` and `no:` know beyond the fields: device kinds, and drives. */
export const hasNames: Readonly<Record<string, string>> = {
  cdrom: 'a CD drive',
  floppy: 'a floppy drive',
  media: 'a medium in a CD or floppy drive',
  hostdev: 'a device of its host',
  tpm: 'a TPM',
  watchdog: 'a watchdog',
  rng: 'a random number device',
  sound: 'a sound card',
  video: 'a video card',
  channel: 'a channel',
  serial: 'a serial port',
  console: 'a text console',
  filesystem: 'a shared file system',
  redirdev: 'USB redirection',
  smartcard: 'a smart card',
  memballoon: 'a memory balloon',
  panic: 'a panic device',
  shmem: 'shared memory',
  vsock: 'a host socket',
  iommu: 'an IOMMU',
  qemu: 'QEMU arguments of its own',
}

/** Other words for a state. */
export const stateAliases: Readonly<Record<string, (typeof domainStates)[number]>> = {
  on: 'running',
  up: 'running',
  off: 'shutoff',
  down: 'shutoff',
  stopped: 'shutoff',
  suspended: 'pmsuspended',
}
