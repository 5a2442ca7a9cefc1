/** Something that the palette can go to or do. */
export interface PaletteEntry {
  key: string
  group: 'Machines' | 'Hosts' | 'Actions'
  label: string
  /** Beside the label: the host of a machine, the state of a host. */
  detail: string
  run(): void
}

interface Searchable extends PaletteEntry {
  lower: string
}

/** Prepares entries once, so that each letter typed only compares. */
export const searchable = (entries: readonly PaletteEntry[]): Searchable[] =>
  entries.map(entry => ({ ...entry, lower: entry.label.toLowerCase() }))

/** How well a text answers what was typed; 0 is not at all. Whole, start, word start, inside, scattered. */
export function score(lower: string, typed: string): number {
  if (lower === typed) return 1000
  const at = lower.indexOf(typed)
  if (at === 0) return 800 - lower.length
  if (at > 0) return (/[\s\-_./:]/.test(lower[at - 1] ?? '') ? 600 : 400) - lower.length / 10 - at
  let from = 0
  let spread = 0
  for (const letter of typed) {
    const next = lower.indexOf(letter, from)
    if (next < 0) return 0
    spread += next - from
    from = next + 1
  }
  return Math.max(1, 200 - spread * 4)
}

const SHOWN = 40

/** The best answers to what was typed, best first; actions first while nothing is typed. */
export function search(entries: readonly Searchable[], typed: string): PaletteEntry[] {
  const wanted = typed.trim().toLowerCase()
  if (!wanted) {
    const rank = { Actions: 0, Hosts: 1, Machines: 2 }
    return entries.toSorted((a, b) => rank[a.group] - rank[b.group]).slice(0, SHOWN)
  }
  const words = wanted.split(/\s+/)
  return entries
    .flatMap(entry => {
      const points = words.map(word => score(entry.lower, word))
      const total = points.includes(0) ? score(entry.lower, wanted) : Math.min(...points)
      return total > 0 ? [{ entry, total }] : []
    })
    .sort(
      (a, b) => b.total - a.total || a.entry.lower.localeCompare(b.entry.lower, undefined, { numeric: true }),
    )
    .slice(0, SHOWN)
    .map(({ entry }) => entry)
}
