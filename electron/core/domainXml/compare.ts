import type { DefinitionChange, DefinitionPart } from '../../../shared/models/machineDetails.ts'
import { cut } from './elements.ts'
import { labelOf } from './labels.ts'
import type { Leaf } from './leaves.ts'
import { type Part, partsOf } from './parts.ts'
import { readXml } from './tree.ts'

/** Most changes that are told; a person reads no more, and the raw difference has all of them. */
export const CHANGES_MAX = 500

/** How changes are chosen and worded; the plain way is that of two versions. */
export interface Comparison {
  /** False where a part that only one side has does not count. */
  partCounts(part: Part, side: 'before' | 'after'): boolean
  /** False where a leaf's difference does not count; null is a side that does not say it. */
  leafCounts(
    before: Part,
    after: Part,
    path: string,
    leaves: { before: Leaf | null; after: Leaf | null },
  ): boolean
  words(change: Wording): string
  /** What a part says without having it written. */
  implied?(part: Part): Leaf[]
}

/** What a sentence about a change is made from. */
export interface Wording {
  kind: DefinitionChange['kind']
  title: string
  /** What of it; null for all of it. */
  label: string | null
  before: string | null
  after: string | null
}

/** Two versions, or two machines: everything counts. */
const versions: Comparison = {
  partCounts: () => true,
  leafCounts: () => true,
  words: ({ kind, title, label, before, after }) => {
    if (label === null)
      return kind === 'added'
        ? `${title} was added${detail(after)}`
        : kind === 'removed'
          ? `${title} was removed${detail(before)}`
          : `${title} changed from ${before} to ${after}`
    if (kind === 'added')
      return after === 'yes' ? `${title}: ${label} was set` : `${title}: ${label} was set to ${after}`
    if (kind === 'removed')
      return `${title}: ${label} is no longer set${before === 'yes' ? '' : ` (it was ${before})`}`
    return `${title}: ${label} changed from ${before} to ${after}`
  },
}

/** What is each machine's own, and says nothing about how two differ. */
const ownParts: ReadonlySet<string> = new Set(['name', 'uuid', 'genid', 'hwuuid'])

/** Two machines: what has to be another in each does not count. */
export const machines: Comparison = {
  partCounts: () => true,
  leafCounts: (before, _after, path) =>
    !ownParts.has(before.kind) && !/^(mac@address|alias@name|address(@.*)?)$/.test(path),
  words: ({ kind, title, label, before, after }) => {
    const what = label === null ? title : `${title}: ${label}`
    if (kind === 'added')
      return label === null
        ? `${title} is only there${detail(after)}`
        : `${what} is ${after} there, not set here`
    if (kind === 'removed')
      return label === null
        ? `${title} is only here${detail(before)}`
        : `${what} is ${before} here, not set there`
    return `${what} is ${before} here, ${after} there`
  },
}

const detail = (text: string | null): string => (text ? `: ${text}` : '')

/** The differences of two definitions in words, in the order of the first; throws `DomainXmlError`. */
export function compareDefinitions(
  before: string,
  after: string,
  comparison: Comparison = versions,
): { changes: DefinitionChange[]; more: boolean } {
  const changes: DefinitionChange[] = []
  for (const change of differences(parts(before), parts(after), comparison)) {
    if (changes.length >= CHANGES_MAX) return { changes, more: true }
    changes.push(change)
  }
  return { changes, more: false }
}

const parts = (xml: string): Part[] => partsOf(readXml(xml, 'domain'))

function* differences(before: Part[], after: Part[], comparison: Comparison): Generator<DefinitionChange> {
  const pairs = pair(before, after)
  for (const [old, now] of pairs) {
    if (old && now) yield* leafChanges(old, now, comparison)
    else if (old && comparison.partCounts(old, 'before')) yield whole('removed', old, comparison)
    else if (now && comparison.partCounts(now, 'after')) yield whole('added', now, comparison)
  }
}

/** The same part on both sides; network cards that changed their address pair by their place. */
function pair(before: Part[], after: Part[]): [Part | null, Part | null][] {
  const byId = new Map(after.map(part => [part.id, part]))
  const known = new Set(before.map(part => part.id))
  const spare = after.filter(part => part.kind === 'interface' && !known.has(part.id))
  const taken = new Set<Part>()
  const pairs = before.map((part): [Part | null, Part | null] => {
    const same = byId.get(part.id) ?? (part.kind === 'interface' ? spare.shift() : undefined)
    if (same === undefined || taken.has(same)) return [part, null]
    taken.add(same)
    return [part, same]
  })
  return [...pairs, ...after.filter(part => !taken.has(part)).map((part): [null, Part] => [null, part])]
}

function* leafChanges(before: Part, after: Part, comparison: Comparison): Generator<DefinitionChange> {
  const said = (part: Part) =>
    new Map([...(comparison.implied?.(part) ?? []), ...part.leaves].map(leaf => [leaf.path, leaf]))
  const now = said(after)
  const old = said(before)
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const leaves = { before: old.get(path) ?? null, after: now.get(path) ?? null }
    if (leaves.before?.same === leaves.after?.same) continue
    if (!comparison.leafCounts(before, after, path, leaves)) continue
    yield leafChange(before, path, leaves, comparison)
  }
}

function leafChange(
  part: Part,
  path: string,
  { before, after }: { before: Leaf | null; after: Leaf | null },
  comparison: Comparison,
): DefinitionChange {
  // Sizes that round to the same are told as they are written.
  const written = before?.value === after?.value
  const text = (leaf: Leaf | null) => (leaf === null ? null : cut(written ? leaf.raw : leaf.value, 200))
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
  const wording: Wording = {
    kind,
    title: part.title,
    label: path === '' ? null : lowered(labelOf(path)),
    before: text(before),
    after: text(after),
  }
  return {
    path: path.startsWith('@') || path === '' ? `${part.id}${path}` : `${part.id}/${path}`,
    kind,
    title: part.title,
    words: comparison.words(wording),
    before: wording.before,
    after: wording.after,
    part: about(part),
    leaf: path,
    ...(written || before?.bytes === undefined ? {} : { beforeBytes: before.bytes }),
    ...(written || after?.bytes === undefined ? {} : { afterBytes: after.bytes }),
  }
}

const about = ({ kind, device, which }: Part): DefinitionPart => ({ kind, device, which })

/** A label inside a sentence: only a capital that starts a plain word is lowered. */
const lowered = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.slice(0, 1).toLowerCase() + label.slice(1) : label

function whole(kind: 'added' | 'removed', part: Part, comparison: Comparison): DefinitionChange {
  const says = summary(part)
  const before = kind === 'removed' ? says : null
  const after = kind === 'added' ? says : null
  return {
    path: part.id,
    kind,
    title: part.title,
    words: comparison.words({ kind, title: part.title, label: null, before, after }),
    before,
    after,
    part: about(part),
    leaf: null,
  }
}

const telling = [
  '',
  'source@file',
  'source@dev',
  'source@network',
  'source@bridge',
  'source@volume',
  'source@name',
  'source@dir',
  'source@path',
  'model@type',
  'target@bus',
  'target/size',
  'driver@type',
]

/** What says most of a part that came or went. */
function summary(part: Part): string {
  const values = telling.flatMap(path => part.leaves.find(leaf => leaf.path === path)?.value ?? [])
  return cut(values.slice(0, 3).join(', '), 200)
}
