/** Longest line that is shown, UTF-16 units, and how much of it stands before the match. */
const SHOWN = 200
const BEFORE = 60

/** How text is compared, as the store does: lower case by Unicode's default rules. */
export const fold = (text: string): string => text.toLowerCase()

/** A line cut around the first place where it holds `wanted` (folded), and where that stands in it. */
export interface Excerpt {
  text: string
  from: number
  to: number
}

/** Null where the line does not hold it. Both offsets are 0 where folding moved the letters, so that none can be marked. */
export function excerpt(line: string, wanted: string): Excerpt | null {
  const folded = fold(line)
  const at = folded.indexOf(wanted)
  if (at < 0) return null
  if (folded.length !== line.length) return { text: cut(line, 0), from: 0, to: 0 }
  const lead = line.length - line.trimStart().length
  const first = Math.min(lead, at)
  const start = at + wanted.length <= lead + SHOWN ? first : Math.max(first, whole(line, at - BEFORE))
  const prefix = start > lead ? '…' : ''
  const text = prefix + cut(line, start)
  const from = at - start + prefix.length
  return { text, from, to: Math.min(from + wanted.length, text.length) }
}

/** An offset that does not stand inside a surrogate pair. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at
}

function cut(text: string, start: number): string {
  if (text.length - start <= SHOWN) return text.slice(start).trimEnd()
  return `${text.slice(start, whole(text, start + SHOWN))}…`
}
