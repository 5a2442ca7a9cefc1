import type { TablerIcon } from '@tabler/icons-react'
import type { MachineKey } from '../../shared/ids.ts'
import type { Subject } from '../../shared/models/access.ts'
import type { MachineAction } from '../../shared/models/task.ts'
import type { Permission } from '../../shared/permissions.ts'
import { compareNames } from '../words/format.ts'

/** What an entry is, in the order shown while nothing is typed; `selection` acts on what is chosen. */
export const paletteKinds = [
  'selection',
  'view',
  'page',
  'action',
  'settings',
  'site',
  'host',
  'machine',
] as const
export type PaletteKind = (typeof paletteKinds)[number]

/** Something that the palette can go to or do. */
export interface PaletteEntry {
  /** Stable from one opening to the next: uses are counted by it. */
  key: string
  kind: PaletteKind
  label: string
  /** The label as it is compared. */
  folded: string
  icon: TablerIcon
  /** Beside the label: the host of a machine, the state of a host. Asked only for what is shown. */
  detail?(): string
  /** Addresses and numbers that it is found by besides its label; asked only where such a thing was typed. */
  also?(): readonly string[]
  /** One of many alike: offered once something is typed, or where it was used before. */
  quiet?: boolean
  /** Keys that do the same. */
  shortcut?: string | null
  /** Why the person may not do it, anywhere: shown, and not run. */
  refused?: string
  /** The right that it takes over one object; asked of the core while it is picked. */
  needs?: { permission: Permission; subject: Subject }
  /** What it would do to which machines: shown before it runs. */
  plan?: { action: MachineAction; keys: readonly MachineKey[]; danger: boolean }
  run(): void
}

/** A text as it is compared: small letters, no accents. */
export function folded(text: string): string {
  const lower = text.toLowerCase()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the end of ASCII is meant
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '')
}

/** How well a text answers what was typed; 0 is not at all. Whole, start, word start, inside, scattered. */
export function score(text: string, typed: string): number {
  if (text === typed) return 1000
  const at = text.indexOf(typed)
  if (at === 0) return 800 - Math.min(200, text.length)
  if (at > 0)
    return (/[\s\-_./:]/.test(text[at - 1] ?? '') ? 600 : 400) - Math.min(200, text.length / 10 + at)
  let from = 0
  let spread = 0
  for (const letter of typed) {
    const next = text.indexOf(letter, from)
    if (next < 0) return 0
    spread += next - from
    from = next + 1
  }
  return Math.max(1, 200 - spread * 4)
}

const SHOWN = 40
/** The most that frequent use lifts an answer: above a better place in the word, below a whole name. */
const USE_MAX = 180
const USED = 0.2

/** What use adds to an answer's points. */
const lift = (amount: number): number => Math.min(USE_MAX, 60 * Math.log2(1 + amount))

const rank = Object.fromEntries(paletteKinds.map((kind, index) => [kind, index])) as Record<
  PaletteKind,
  number
>

/** While nothing is typed: the selection, then what is used most, then the rest by kind, what may not be done last. */
function untyped(entries: readonly PaletteEntry[], used: (key: string) => number): PaletteEntry[] {
  const place = (entry: PaletteEntry) => {
    if (entry.refused !== undefined) return 1e3
    if (entry.kind === 'selection') return -1e6
    const amount = used(entry.key)
    return amount > USED ? -1e3 - amount : rank[entry.kind] + (entry.quiet ? 100 : 0)
  }
  const placed = entries.map(entry => ({ entry, at: place(entry) }))
  return placed
    .sort((a, b) => a.at - b.at)
    .slice(0, SHOWN)
    .map(({ entry }) => entry)
}

/** The best answers to what was typed, best first; `used` says how much something was used lately. */
export function search(
  entries: readonly PaletteEntry[],
  typed: string,
  used: (key: string) => number = () => 0,
): PaletteEntry[] {
  const wanted = folded(typed.trim())
  if (!wanted) return untyped(entries, used)
  const words = wanted.split(/\s+/)
  const found: { entry: PaletteEntry; total: number }[] = []
  const isAddress = looksLikeAddress(wanted)
  for (const each of entries) {
    const entry = isAddress ? byAddress(each, wanted) : each
    const points = entry === each ? pointsOf(entry.folded, words, wanted) : ADDRESS
    if (points > 0)
      found.push({ entry, total: points + lift(used(entry.key)) + (entry.kind === 'selection' ? 150 : 0) })
  }
  const first = found
    .sort((a, b) => b.total - a.total || (a.entry.folded < b.entry.folded ? -1 : 1))
    .slice(0, SHOWN)
  return first
    .sort((a, b) => b.total - a.total || compareNames(a.entry.label, b.entry.label))
    .map(({ entry }) => entry)
}

/** Points of an entry that is found by an address: before names that only hold such letters somewhere. */
const ADDRESS = 500

/** A part of an IP or MAC address or of a UUID: hexadecimal digits, one of them a number, and what stands between. */
const looksLikeAddress = (typed: string): boolean =>
  typed.length >= 4 && /^[0-9a-f.:-]+$/.test(typed) && /\d/.test(typed) && /[.:-]|[0-9a-f]{8}/.test(typed)

/** The entry with the address beside it that was typed; itself where it has none such. */
function byAddress(entry: PaletteEntry, typed: string): PaletteEntry {
  const found = entry.also?.().find(text => text.toLowerCase().startsWith(typed))
  if (found === undefined) return entry
  return { ...entry, detail: () => [found, entry.detail?.()].filter(Boolean).join(' · ') }
}

/** Every word has to be there, in any order; a text that holds them only as scattered letters counts little. */
function pointsOf(text: string, words: readonly string[], wanted: string): number {
  if (words.length === 1) return score(text, wanted)
  let least = 1000
  for (const word of words) {
    least = Math.min(least, score(text, word))
    if (least === 0) return score(text, wanted)
  }
  return least
}

/** What is left of the typed text after the beginning of a verb: `shut web` → `web`; null where it begins with none. */
export function afterVerb(verb: string, typed: string): string | null {
  const wanted = folded(typed).trimStart()
  const name = folded(verb)
  if (wanted.startsWith(`${name} `)) return wanted.slice(name.length + 1).trim() || null
  const [first = '', ...rest] = wanted.split(/\s+/)
  if (first.length < 3 || !name.startsWith(first) || rest.length === 0) return null
  return rest.join(' ') || null
}
