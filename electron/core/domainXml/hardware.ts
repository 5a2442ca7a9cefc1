import type { HardwareFact, HardwareGroup } from '../../../shared/models/machineDetails.ts'
import { labelOf } from './labels.ts'
import type { Leaf } from './leaves.ts'
import { partGroups } from './partKinds.ts'
import { partsOf } from './parts.ts'
import { readXml } from './tree.ts'

/** Names in one list of features. */
const LISTED_MAX = 400

/**
 * Everything that a definition describes, in groups, each with its facts in words and the line of the XML
 * where it stands. Throws `DomainXmlError` for what is no domain.
 */
export function describeHardware(xml: string): HardwareGroup[] {
  const domain = readXml(xml, 'domain')
  const lineAt = lineFinder(xml)
  const parts = partsOf(domain)
  return partGroups.flatMap(([id, title]) => {
    const devices = parts
      .filter(part => part.group === id)
      .map(part => ({
        id: part.id,
        kind: part.kind,
        device: part.device,
        which: part.which,
        title: part.title,
        line: lineAt(part.offset),
        facts: factsOf(part.leaves),
      }))
    return devices.length === 0 ? [] : [{ id, title, devices }]
  })
}

/** The leaves in words; long runs of CPU features become one list for each policy, the address comes last. */
function factsOf(leaves: readonly Leaf[]): HardwareFact[] {
  const facts: HardwareFact[] = []
  const last: HardwareFact[] = []
  const lists = new Map<string, string[]>()
  for (const leaf of leaves) {
    const feature = /^feature\[(.+)\]@(name|policy)$/.exec(leaf.path)
    if (feature?.[1] !== undefined) {
      if (feature[2] === 'name') continue
      const list = lists.get(leaf.value) ?? []
      if (list.length < LISTED_MAX) list.push(feature[1])
      lists.set(leaf.value, list)
      continue
    }
    // Which one of several it is stands in the path already.
    if (/\[[^\]]*\]@(name|id|vcpu|iothread)$/.test(leaf.path)) continue
    const raw = leaf.raw === leaf.value ? null : leaf.raw
    const size = leaf.bytes === undefined ? {} : { bytes: leaf.bytes }
    const fact = { path: leaf.path, label: labelOf(leaf.path), value: leaf.value, raw, ...size }
    if (leaf.path === 'address' || leaf.path.startsWith('alias@')) last.push(fact)
    else facts.push(fact)
  }
  for (const [policy, names] of lists)
    facts.push({
      path: `feature@${policy}`,
      label: `Features: ${policy}`,
      value: names.join(', '),
      raw: null,
    })
  return [...facts, ...last]
}

/** Lines by offset, from 1. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return offset => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
