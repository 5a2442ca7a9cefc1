import { formatBinaryBytes } from '../../../shared/units.ts'
import { cut, own } from './elements.ts'
import { pciAddress } from './pciAddress.ts'
import { scaledBytes } from './scaled.ts'
import type { XmlElement } from './tree.ts'

/** One thing that an element says, at a path of its own: an attribute, a text, or that a child is there. */
export interface Leaf {
  /** `driver@cache`, `source/host[10.0.0.1]@port`, `readonly`; empty for the element's own text. */
  path: string
  /** As a person reads it: sizes in their unit, an address in one line. */
  value: string
  /** As it is written. */
  raw: string
  /** Equal for what means the same: bytes of a size, whatever its unit. */
  same: string
  /** The size that `value` writes, where it is one. */
  bytes?: number
}

/** Longest value of a leaf; the XML has all of it. */
const VALUE_MAX = 400
/** Most leaves of one element; what a hostile document has beyond is only in its XML. */
const LEAVES_MAX = 2000
/** Deepest child that is walked into. */
const DEPTH_MAX = 12

/** Attributes that tell one of several equal elements from another, the best first. */
const naming = [
  'name',
  'id',
  'dev',
  'vcpu',
  'vcpus',
  'iothread',
  'cellid',
  'nodeset',
  'bank',
  'type',
  'index',
]
/** Values that are never shown nor compared. */
const secret = /^(passwd|password|passphrase)$/i

/** Everything below an element, in the document's order; a secret says only that it is set. */
export function leavesOf(element: XmlElement): Leaf[] {
  const leaves: Leaf[] = []
  walk(element, '', leaves, 0)
  return leaves
}

function walk(element: XmlElement, path: string, leaves: Leaf[], depth: number): void {
  if (leaves.length >= LEAVES_MAX || depth > DEPTH_MAX) return
  const text = element.text.trim()
  if (text !== '' && element.children.length === 0) leaves.push(textLeaf(element, path, text))
  if (element.name === 'address' && depth > 0 && addressText(element) !== null) {
    leaves.push({
      path,
      value: addressText(element) ?? '',
      raw: rawAttributes(element),
      same: rawAttributes(element),
    })
    return
  }
  for (const [name, value] of Object.entries(element.attributes)) {
    if (leaves.length >= LEAVES_MAX) return
    if (name === 'unit' && text !== '') continue
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue
    const shown = secret.test(name) ? 'set, not shown' : own(cut(value, VALUE_MAX))
    leaves.push({ path: `${path}@${name}`, value: shown, raw: shown, same: shown })
  }
  const names = childPaths(element)
  element.children.forEach((item, index) => {
    const below = path === '' ? (names[index] ?? item.name) : `${path}/${names[index] ?? item.name}`
    if (isEmpty(item)) leaves.push({ path: below, value: 'yes', raw: `<${item.name}/>`, same: 'yes' })
    else walk(item, below, leaves, depth + 1)
  })
}

const isEmpty = (element: XmlElement): boolean =>
  element.children.length === 0 &&
  element.text.trim() === '' &&
  Object.keys(element.attributes).every(name => name === 'xmlns' || name.startsWith('xmlns:'))

function textLeaf(element: XmlElement, path: string, text: string): Leaf {
  const raw = own(cut(text, VALUE_MAX))
  const { unit } = element.attributes
  const bytes =
    unit === undefined && !plainSizes.has(element.name)
      ? null
      : scaledBytes(element, plainSizes.has(element.name) ? 'KiB' : 'bytes')
  const value = bytes === null ? (unit ? `${raw} ${own(unit)}` : raw) : formatBinaryBytes(bytes)
  const written = unit ? `${raw} ${own(unit)}` : raw
  const leaf = { path, value, raw: written, same: bytes === null ? written : `${bytes}` }
  return bytes === null ? leaf : { ...leaf, bytes }
}

/** Sizes that libvirt takes as KiB where no unit is said. */
const plainSizes: ReadonlySet<string> = new Set(['memory', 'currentMemory', 'maxMemory'])

/** `name`, or `name[which]` where there are several of that name. */
function childPaths(element: XmlElement): string[] {
  const counts = new Map<string, number>()
  for (const { name } of element.children) counts.set(name, (counts.get(name) ?? 0) + 1)
  const keyed = new Map<string, string | null>()
  const seen = new Map<string, number>()
  return element.children.map(item => {
    if (item.name !== 'feature' && (counts.get(item.name) ?? 0) < 2) return item.name
    if (!keyed.has(item.name)) keyed.set(item.name, namingOf(element, item.name))
    const by = keyed.get(item.name)
    const at = seen.get(item.name) ?? 0
    seen.set(item.name, at + 1)
    return `${item.name}[${by ? cut(item.attributes[by] ?? '', 100) : at + 1}]`
  })
}

/** The attribute that every one of these children has, each another value; null where there is none. */
function namingOf(element: XmlElement, name: string): string | null {
  const items = element.children.filter(item => item.name === name)
  const found = naming.find(attribute => {
    const values = new Set(items.map(item => item.attributes[attribute]))
    return values.size === items.length && !values.has(undefined)
  })
  return found ?? null
}

const rawAttributes = (element: XmlElement): string =>
  cut(
    Object.entries(element.attributes)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    VALUE_MAX,
  )

/** An `<address>` in one line, as the tools of the host write it; null where it is of no known form. */
export function addressText(address: XmlElement): string | null {
  const { attributes } = address
  const part = (name: string) => cut(attributes[name] ?? '', 40)
  const pci = pciAddress(address)
  switch (attributes.type) {
    case undefined:
      return attributes.bus !== undefined && attributes.slot !== undefined ? pci : null
    case 'pci':
      return pci === null ? null : `PCI ${pci}`
    case 'drive':
      return `drive ${part('controller') || 0}:${part('bus') || 0}:${part('target') || 0}:${part('unit') || 0}`
    case 'usb':
      return `USB ${part('bus') || 0}-${part('port')}`
    case 'virtio-serial':
      return `virtio-serial ${part('controller') || 0}, port ${part('port')}`
    case 'ccid':
      return `CCID ${part('controller') || 0}:${part('slot')}`
    case 'ccw':
      return `CCW ${part('cssid')}.${part('ssid')}.${part('devno')}`
    case 'spapr-vio':
      return `SPAPR ${part('reg')}`
    case 'isa':
      return `ISA ${part('iobase')} ${part('irq')}`.trim()
    case 'dimm':
      return `DIMM slot ${part('slot')}`
    default:
      return null
  }
}
