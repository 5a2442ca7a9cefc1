const GAP = 4
const CHIP_PADDING = 12
const CHIP_MAX = 120
/** A letter of the small text, on the generous side; those of scripts with wide letters take two. */
const LETTER = 6.4
const COUNT = 26

const isWide = (letter: string): boolean => (letter.codePointAt(0) ?? 0) >= 0x1100

function chipWidth(tag: string): number {
  let letters = 0
  for (const letter of tag) letters += isWide(letter) ? 2 : 1
  return Math.min(CHIP_MAX, letters * LETTER + CHIP_PADDING)
}

/** How many of the tags stand whole in `width` px, with room for the number of the others; at least the first. */
export function fitTags(tags: readonly string[], width: number): number {
  let used = 0
  let fitting = 0
  for (const [index, tag] of tags.entries()) {
    used += (index === 0 ? 0 : GAP) + chipWidth(tag)
    const isLast = index === tags.length - 1
    if (used + (isLast ? 0 : GAP + COUNT) <= width) fitting = index + 1
    else if (used > width) break
  }
  return Math.max(fitting, Math.min(1, tags.length))
}
