import { cut, localName, namespaceOf, own } from './elements.ts'
import { qemuNamespace } from './devices.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import { deviceKinds, domainKinds, type PartGroup, type PartKind } from './partKinds.ts'
import type { XmlElement } from './tree.ts'

/** One thing that a definition describes: a device, or a property of the machine itself. */
export interface Part {
  group: PartGroup
  /** Name of its element. */
  kind: string
  /** The same in another version of the definition. */
  id: string
  /** `Disk vda`. */
  title: string
  /** Whether it is a child of `<devices>`, and which it is among its like. */
  device: boolean
  which: string | null
  /** Offset of its element in the text. */
  offset: number
  /** What it says; the domain's own attributes are a part too. */
  leaves: Leaf[]
  single: boolean
  element: XmlElement
}

/** Most parts of one definition. */
const PARTS_MAX = 2048
const TITLE_MAX = 120

/** Everything that a domain's definition describes, in the document's order; nothing is left out for being unknown. */
export function partsOf(domain: XmlElement): Part[] {
  const parts: Part[] = []
  const places = new Map<string, number>()
  const add = (element: XmlElement, kind: PartKind, prefix: string) => {
    if (parts.length >= PARTS_MAX) return
    const path = `${prefix}${element.name}`
    const place = places.get(path) ?? 0
    places.set(path, place + 1)
    const identity = kind.identity?.(element) ?? null
    const which = kind.which?.(element) ?? null
    let id =
      identity === null
        ? kind.single && place === 0
          ? path
          : `${path}[${place + 1}]`
        : `${path}[${cut(identity, 200)}]`
    // Two of the same identity (a hostile or broken definition) are still two.
    const again = places.get(id) ?? 0
    places.set(id, again + 1)
    if (again > 0 && id !== path) id = `${id}#${again + 1}`
    parts.push({
      group: kind.group,
      kind: element.name,
      id,
      title: own(cut(which === null ? kind.noun : `${kind.noun} ${which}`, TITLE_MAX)),
      device: prefix !== '',
      which: which === null ? null : own(cut(which, TITLE_MAX)),
      offset: element.start,
      leaves: leavesOf(element),
      single: kind.single ?? false,
      element,
    })
  }
  parts.push(machineItself(domain))
  for (const element of domain.children) {
    if (element.name === 'devices')
      for (const device of element.children) add(device, kindOf(device, deviceKinds), 'devices/')
    else add(element, kindOf(element, domainKinds), '')
  }
  return parts
}

/** What the root element says; its running id is no part of a definition. */
function machineItself(domain: XmlElement): Part {
  const value = own(cut(domain.attributes.type ?? '', TITLE_MAX))
  return {
    group: 'general',
    kind: 'domain',
    id: '@type',
    title: 'Hypervisor',
    device: false,
    which: null,
    offset: domain.start,
    leaves: [{ path: '', value, raw: value, same: value }],
    single: true,
    element: domain,
  }
}

function kindOf(element: XmlElement, kinds: Readonly<Record<string, PartKind>>): PartKind {
  const known = Object.hasOwn(kinds, element.name) ? kinds[element.name] : undefined
  if (known) return known
  if (element.name.includes(':') && namespaceOf(element) === qemuNamespace)
    return { group: 'other', noun: `QEMU ${localName(element.name)}` }
  return { group: 'other', noun: `<${cut(element.name, 60)}>` }
}
