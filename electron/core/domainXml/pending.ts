import type { DefinitionChange } from '../../../shared/models/machineDetails.ts'
import { type Comparison, compareDefinitions, type Wording } from './compare.ts'
import type { Leaf } from './leaves.ts'
import type { Part } from './parts.ts'

/**
 * What of a running machine is otherwise at its next boot. libvirt fills a running definition in (aliases,
 * addresses, ports, host devices, labels, the expanded CPU), so what only the running one says counts
 * only where a person may have set it there. Throws `DomainXmlError`.
 */
export function pendingChanges(live: string, stored: string): { changes: DefinitionChange[]; more: boolean } {
  return compareDefinitions(live, stored, nextBoot)
}

const value = (part: Part, path: string): string | null =>
  part.leaves.find(leaf => leaf.path === path)?.value ?? null

/** Kinds that can be plugged into a running machine alone; libvirt adds none of them by itself. */
const pluggable: ReadonlySet<string> = new Set([
  'disk',
  'interface',
  'hostdev',
  'memory',
  'redirdev',
  'shmem',
  'filesystem',
  'lease',
  'rng',
  'vsock',
  'watchdog',
  'sound',
  'input',
])
/** Tuning that can be set for the running machine alone. */
const tuning: ReadonlySet<string> = new Set(['cputune', 'memtune', 'blkiotune', 'numatune'])
/** Parts that never count: libvirt's own doing, or notes of tools. */
const notHardware: ReadonlySet<string> = new Set(['seclabel', 'metadata', 'resource', 'genid', 'domain'])

/** What only the running definition says and a person may have set there. */
const settable =
  /^(source@(file|dev|dir|name|pool|volume|protocol|network|bridge)|iotune\/|bandwidth\/|link@state|readonly$|boot@order|filterref@)/

const nextBoot: Comparison = {
  implied: part => {
    const all = part.kind === 'vcpu' ? part.leaves.find(leaf => leaf.path === '') : undefined
    return all ? [{ ...all, path: '@current' }] : []
  },
  partCounts(part, side) {
    if (notHardware.has(part.kind)) return false
    if (side === 'before')
      return (pluggable.has(part.kind) && part.id.startsWith('devices/')) || tuning.has(part.kind)
    // Bridges come along with what is plugged into them.
    return part.kind !== 'controller' || !/pci/.test(part.id)
  },
  leafCounts(live, stored, path, { before, after }) {
    if (notHardware.has(live.kind) || automatic(live, stored, path)) return false
    if (live.kind === 'cpu') return cpuCounts(stored, path, before, after)
    if (after === null) return tuning.has(live.kind) || settable.test(path)
    return true
  },
  words: ({ kind, title, label, before, after }: Wording) => {
    const what = label === null ? title : `${title}: ${label}`
    if (kind === 'added')
      return label === null
        ? `${title} comes at next boot${after ? `: ${after}` : ''}`
        : `${what} not set now, ${after} at next boot`
    if (kind === 'removed')
      return label === null
        ? `${title} is there now, gone at next boot${before ? ` (${before})` : ''}`
        : `${what} ${before} now, not set at next boot`
    return `${label === null ? `${title}:` : what} ${before} now, ${after} at next boot`
  },
}

/** Differences of the running definition that libvirt makes by itself. */
function automatic(live: Part, stored: Part, path: string): boolean {
  if (/^alias(@|$)/.test(path) || /^address(@|$)/.test(path)) return true
  switch (live.kind) {
    case 'disk':
      return (
        /^(backingStore|mirror|source@index|source\/(privateData|reservations)|target@tray)/.test(path) ||
        // An empty drive has no format while it runs.
        (path === 'driver@type' && !live.leaves.some(leaf => leaf.path.startsWith('source@')))
      )
    case 'interface':
      return (
        path === 'target@dev' ||
        (fromNetwork(live, stored) && /^(@type$|source@|virtualport|vlan|driver)/.test(path))
      )
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
      return (
        path === '@tty' ||
        path === 'target@state' ||
        (/^source@(path|mode)$/.test(path) && (value(live, '@type') === 'pty' || live.kind === 'channel'))
      )
    case 'graphics':
      return (
        /^(@connected|@passwd.*)$/.test(path) ||
        (/^@(port|tlsPort|websocket)$/.test(path) &&
          (value(stored, '@autoport') === 'yes' || path === '@websocket')) ||
        /^(@listen|listen(\[.*\])?@(address|socket))$/.test(path)
      )
    case 'vsock':
      return path === 'cid@address' && value(live, 'cid@auto') === 'yes'
    case 'clock':
      return path === '@adjustment' || path === '@adjustment0'
    case 'hostdev':
      return path.startsWith('driver@') || path === 'source/address' || path.startsWith('source/address@')
    case 'currentMemory':
      return withoutBalloon(live, stored)
    case 'os':
      return /^(loader|nvram|firmware)/.test(path) && value(stored, '@firmware') !== null
    default:
      return false
  }
}

/** A card on a virtual network runs as what the network gave it: a bridge, a device, a function. */
const fromNetwork = (live: Part, stored: Part): boolean =>
  value(stored, '@type') === 'network' && value(live, 'source@network') === value(stored, 'source@network')

/** A guest without a balloon driver has all its memory, whatever its definition says it should use. */
function withoutBalloon(live: Part, stored: Part): boolean {
  const all = (part: Part) => {
    const memory = part.element.parent?.children.find(item => item.name === 'memory')
    return memory ? `${memory.text.trim()} ${memory.attributes.unit ?? ''}` : ''
  }
  const { text, attributes } = live.element
  return all(live) === all(stored) && `${text.trim()} ${attributes.unit ?? ''}` === all(live)
}

const structure = /^(topology|numa|cache|maxphysaddr)/

/** A running CPU is the defined one with everything that the host gave it. */
function cpuCounts(stored: Part, path: string, before: Leaf | null, after: Leaf | null): boolean {
  if (structure.test(path)) return after !== null
  const mode = value(stored, '@mode')
  if (mode === 'host-model') return false
  if (/^(@check|@match|@migratable|model@|vendor|feature\[[^\]]*\]@name)/.test(path)) return false
  if (path.startsWith('feature[')) {
    if (after === null || /^(optional|force)$/.test(after.value)) return false
    return before !== null || after.value === 'require'
  }
  return after !== null
}
