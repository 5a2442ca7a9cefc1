import { attribute, child, childText } from './elements.ts'
import type { XmlElement } from './tree.ts'

/** Groups that hardware is shown in, in order. */
export const partGroups = [
  ['general', 'General'],
  ['cpu', 'Processor'],
  ['memory', 'Memory'],
  ['boot', 'Firmware and boot'],
  ['storage', 'Storage'],
  ['network', 'Network'],
  ['display', 'Display, sound and input'],
  ['ports', 'Ports and channels'],
  ['host', 'Devices of the host'],
  ['security', 'Security'],
  ['system', 'System devices'],
  ['other', 'Other'],
] as const
export type PartGroup = (typeof partGroups)[number][0]

/** How an element of a definition is called and told from its like. */
export interface PartKind {
  group: PartGroup
  /** What it is, as a noun: the start of a title and of a sentence about it. */
  noun: string
  /** Which one it is: the rest of the title. */
  which?(this: void, element: XmlElement): string | null
  /** What stays the same over changes; without it, its place among its like. */
  identity?(this: void, element: XmlElement): string | null
  /** There is only one: a change is said of it, never "added" because its place moved. */
  single?: boolean
}

const of =
  (name: string) =>
  (element: XmlElement): string | null =>
    attribute(element, name)
const under =
  (path: string, name: string) =>
  (element: XmlElement): string | null =>
    attribute(path.split('/').reduce<XmlElement | null>(child, element), name)
const joined =
  (...parts: ((element: XmlElement) => string | null)[]) =>
  (element: XmlElement): string | null =>
    parts
      .map(part => part(element))
      .filter(text => text !== null)
      .join(' ') || null
const first =
  (...parts: ((element: XmlElement) => string | null)[]) =>
  (element: XmlElement): string | null => {
    for (const part of parts) {
      const text = part(element)
      if (text !== null) return text
    }
    return null
  }
const one = (group: PartGroup, noun: string): PartKind => ({ group, noun, single: true })

const hostDevice = (element: XmlElement): string | null => {
  const source = child(element, 'source')
  const found = [child(source, 'vendor'), child(source, 'product'), child(source, 'adapter')].map(
    item => attribute(item, 'id') ?? attribute(item, 'name'),
  )
  // A USB device named by its maker has an address only while it is plugged in.
  const address = found[0] || found[1] ? null : child(source, 'address')
  const where = address
    ? Object.entries(address.attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')
    : null
  return [...found, where, childText(source, 'block'), childText(source, 'char')]
    .filter(text => text !== null)
    .join(' ')
}

/** Children of `<devices>`. */
export const deviceKinds: Readonly<Record<string, PartKind>> = {
  disk: {
    group: 'storage',
    noun: 'Disk',
    which: under('target', 'dev'),
    identity: under('target', 'dev'),
  },
  controller: {
    group: 'storage',
    noun: 'Controller',
    which: joined(of('type'), of('index'), of('model')),
    identity: joined(of('type'), of('index')),
  },
  filesystem: {
    group: 'storage',
    noun: 'Shared folder',
    which: under('target', 'dir'),
    identity: under('target', 'dir'),
  },
  lease: {
    group: 'storage',
    noun: 'Lease',
    which: element => childText(element, 'key'),
    identity: element => childText(element, 'key'),
  },
  interface: {
    group: 'network',
    noun: 'Network card',
    which: under('mac', 'address'),
    identity: under('mac', 'address'),
  },
  graphics: { group: 'display', noun: 'Graphics', which: of('type'), identity: of('type') },
  video: { group: 'display', noun: 'Video card', which: under('model', 'type') },
  sound: { group: 'display', noun: 'Sound card', which: of('model') },
  audio: {
    group: 'display',
    noun: 'Audio backend',
    which: joined(of('type'), of('id')),
    identity: of('id'),
  },
  input: {
    group: 'display',
    noun: 'Input',
    which: joined(of('type'), of('bus')),
    identity: joined(of('type'), of('bus')),
  },
  serial: {
    group: 'ports',
    noun: 'Serial port',
    which: under('target', 'port'),
    identity: under('target', 'port'),
  },
  parallel: {
    group: 'ports',
    noun: 'Parallel port',
    which: under('target', 'port'),
    identity: under('target', 'port'),
  },
  console: {
    group: 'ports',
    noun: 'Console',
    which: joined(under('target', 'type'), under('target', 'port')),
    identity: under('target', 'port'),
  },
  channel: {
    group: 'ports',
    noun: 'Channel',
    which: first(under('target', 'name'), under('target', 'port'), under('target', 'type')),
    identity: first(under('target', 'name'), under('target', 'port')),
  },
  smartcard: { group: 'ports', noun: 'Smart card', which: joined(of('mode'), of('type')) },
  redirdev: { group: 'ports', noun: 'USB redirection', which: of('type') },
  redirfilter: one('ports', 'USB redirection filter'),
  hub: { group: 'ports', noun: 'Hub', which: of('type') },
  hostdev: {
    group: 'host',
    noun: 'Host device',
    which: joined(of('type'), hostDevice),
    identity: joined(of('mode'), of('type'), hostDevice),
  },
  tpm: { group: 'security', noun: 'TPM', which: joined(of('model'), under('backend', 'version')) },
  rng: { group: 'security', noun: 'Random numbers', which: of('model') },
  crypto: { group: 'security', noun: 'Crypto device', which: joined(of('model'), of('type')) },
  watchdog: { group: 'system', noun: 'Watchdog', which: of('model'), identity: of('model') },
  panic: { group: 'system', noun: 'Panic notifier', which: of('model'), identity: of('model') },
  memballoon: { group: 'memory', noun: 'Memory balloon', which: of('model'), single: true },
  memory: {
    group: 'memory',
    noun: 'Memory device',
    which: joined(of('model'), element => childText(element, 'uuid')),
  },
  shmem: { group: 'system', noun: 'Shared memory', which: of('name'), identity: of('name') },
  vsock: { group: 'system', noun: 'Virtual socket', which: of('model'), single: true },
  iommu: { group: 'system', noun: 'IOMMU', which: of('model'), single: true },
  nvram: { group: 'system', noun: 'NVRAM device', single: true },
  pstore: { group: 'system', noun: 'Persistent store', which: of('backend'), single: true },
  emulator: one('general', 'Emulator'),
}

/** Children of `<domain>` that are shown as parts of their own; the others are under "Other", as they are. */
export const domainKinds: Readonly<Record<string, PartKind>> = {
  name: one('general', 'Name'),
  uuid: one('general', 'UUID'),
  hwuuid: one('general', 'Hardware UUID'),
  genid: one('general', 'Generation ID'),
  title: one('general', 'Title'),
  description: one('general', 'Description'),
  metadata: one('general', 'Metadata'),
  on_poweroff: one('general', 'When it powers off'),
  on_reboot: one('general', 'When it reboots'),
  on_crash: one('general', 'When it crashes'),
  on_lockfailure: one('general', 'When a lock fails'),
  pm: one('general', 'Power management'),
  perf: one('general', 'Performance counters'),
  resource: one('general', 'Resource partition'),
  vcpu: one('cpu', 'Virtual CPUs'),
  vcpus: one('cpu', 'Virtual CPUs one by one'),
  cpu: one('cpu', 'CPU model'),
  cputune: one('cpu', 'CPU tuning'),
  iothreads: one('cpu', 'I/O threads'),
  iothreadids: one('cpu', 'I/O threads one by one'),
  defaultiothread: one('cpu', 'Default I/O thread'),
  features: one('cpu', 'Hypervisor features'),
  clock: one('cpu', 'Clock'),
  memory: one('memory', 'Memory'),
  currentMemory: one('memory', 'Memory in use'),
  maxMemory: one('memory', 'Memory with hot-plug'),
  memoryBacking: one('memory', 'Memory backing'),
  memtune: one('memory', 'Memory tuning'),
  numatune: one('memory', 'NUMA placement'),
  blkiotune: one('storage', 'Disk I/O tuning'),
  throttlegroups: one('storage', 'Throttle groups'),
  os: one('boot', 'Operating system and boot'),
  bootloader: one('boot', 'Boot loader'),
  bootloader_args: one('boot', 'Boot loader arguments'),
  sysinfo: { group: 'boot', noun: 'System information', which: of('type'), identity: of('type') },
  idmap: one('security', 'ID mapping'),
  keywrap: one('security', 'Key wrapping'),
  launchSecurity: one('security', 'Launch security'),
  seclabel: {
    group: 'security',
    noun: 'Security label',
    which: joined(of('model'), of('type')),
    identity: of('model'),
  },
}
