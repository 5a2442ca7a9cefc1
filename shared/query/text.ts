/** True where a string has a character beyond ASCII, which alone needs Unicode's care. */
const beyondAscii = /[^\0-\x7f]/

/** Text as it is compared: lower case, composed (NFC). */
export function fold(text: string): string {
  return beyondAscii.test(text) ? text.normalize('NFC').toLowerCase().normalize('NFC') : text.toLowerCase()
}

/** True where a character takes two UTF-16 units, so that units are not characters. */
const surrogate = /[\ud800-\udfff]/

/** A pattern part between two stars: characters, with null for "any one". */
type Run = readonly (string | null)[]

/** Splits a pattern at its stars; a backslash makes the next character plain. Code points, not UTF-16 halves. */
function runsOf(pattern: string): Run[] {
  const runs: (string | null)[][] = [[]]
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] ?? ''
    if (character === '*') runs.push([])
    else if (character === '?') runs.at(-1)?.push(null)
    else if (character === '\\' && i + 1 < characters.length) {
      i += 1
      runs.at(-1)?.push(characters[i] ?? '')
    } else runs.at(-1)?.push(character)
  }
  return runs
}

function runAt(text: ArrayLike<string>, run: Run, at: number): boolean {
  if (at + run.length > text.length) return false
  for (let i = 0; i < run.length; i += 1) if (run[i] !== null && run[i] !== text[at + i]) return false
  return true
}

/** Test for a pattern without `?`: every run is a plain text. */
function plainTest(start: string, middle: readonly string[], end: string): (text: string) => boolean {
  return text => {
    const limit = text.length - end.length
    if (limit < start.length || !text.startsWith(start) || !text.endsWith(end)) return false
    let at = start.length
    for (const part of middle) {
      const found = text.indexOf(part, at)
      if (found < 0 || found + part.length > limit) return false
      at = found + part.length
    }
    return true
  }
}

/**
 * A test of a whole folded text against a folded pattern. Each run between stars is looked for once, from
 * left to right, so the work is at most the text's length times the pattern's: there is no backtracking.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const runs = runsOf(pattern)
  const first = runs[0] ?? []
  const last = runs.at(-1) ?? []
  const middle = runs.slice(1, -1).filter(run => run.length > 0)
  if (runs.length > 1 && !runs.some(run => run.includes(null))) {
    return plainTest(
      first.join(''),
      middle.map(run => run.join('')),
      last.join(''),
    )
  }
  return text => {
    const characters = surrogate.test(text) ? [...text] : text
    if (runs.length === 1) return characters.length === first.length && runAt(characters, first, 0)
    const limit = characters.length - last.length
    if (limit < first.length || !runAt(characters, first, 0) || !runAt(characters, last, limit)) return false
    let at = first.length
    for (const run of middle) {
      while (at + run.length <= limit && !runAt(characters, run, at)) at += 1
      if (at + run.length > limit) return false
      at += run.length
    }
    return true
  }
}

/** The longest plain text that everything must hold which a folded pattern matches; empty for none. */
export function globCore(pattern: string): string {
  let core = ''
  for (const run of runsOf(pattern)) {
    let part = ''
    for (const character of [...run, null]) {
      if (character !== null) part += character
      else {
        if (part.length > core.length) core = part
        part = ''
      }
    }
  }
  return core
}
