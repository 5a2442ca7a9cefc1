import stringWidth from 'string-width'

/** Where a command writes and what it may ask; tests give their own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Resolves when what was printed has been taken, or nobody takes it any more; absent where that is at once. */
  drained?(): Promise<void>
  readonly interactive: boolean
  /** True where what is printed goes to a screen, false for a file or a pipe. */
  readonly screen: boolean
  /** How wide and high the screen is, in characters. */
  readonly columns: number
  readonly rows: number
  /** Asks one question; null when there is nobody to ask. `echo` false hides what is typed. */
  ask(question: string, echo: boolean): Promise<string | null>
}

/**
 * Control, format (direction, zero width, tags) and separator characters, half surrogate pairs, and letters that
 * show nothing: what could steer a terminal, or make one name look like another.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu

/** What most cells are: shown as they stand, one place a character. */
const plainAscii = /^[\u0020-\u007e]*$/
const width = (text: string): number => (plainAscii.test(text) ? text.length : stringWidth(text))

/** A peer's text made safe for a terminal: control and direction characters become visible escapes. */
export function printable(text: string): string {
  if (plainAscii.test(text)) return text
  return text.replace(unprintable, character => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
}

/** Text of several lines: safe on a screen, and as it is for a file or a pipe. */
export function printed(terminal: Pick<Terminal, 'screen'>, text: string): string {
  if (!terminal.screen) return text
  return text.replace(/[^\n\t]+/g, printable)
}

/** Says on standard error what a person should know about how the data folder was opened. */
export function tellNotices(terminal: Terminal, notices: readonly string[]): void {
  for (const notice of notices) terminal.err(`novacron: ${printable(notice)}\n`)
}

/** What stands below an empty table where nobody added a host yet, on standard error. */
export const noHostYet = 'No host is stored yet. Add one: novacron host add USER@HOST\n'

/** A column of a printed table. */
export interface Column<T> {
  title: string
  value(row: T): string
  align?: 'right'
  /**
   * It may be cut where a screen is too narrow: no number, and nothing that somebody goes on to type. Names lose their
   * middle: many of them differ at the end.
   */
  cut?: 'end' | 'middle'
  /** Is left out where that isn't enough; of several the last one first. */
  spare?: true
}

const GAP = 2
const CUT_TO = 10
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A text in so many places of a screen, with a sign where something was left out. */
export function shortened(text: string, places: number, cut: 'end' | 'middle' = 'end'): string {
  if (width(text) <= places) return text
  const letters = Array.from(graphemes.segment(text), ({ segment }) => segment)
  const room = Math.max(0, places - 1)
  const last = cut === 'middle' ? taken(letters.toReversed(), room >> 1).toReversed() : []
  const first = taken(letters, room - last.reduce((sum, letter) => sum + width(letter), 0))
  return [...first, '…', ...last].join('')
}

/** As many of the first as fit into so many places. */
function taken(letters: readonly string[], places: number): string[] {
  let sum = 0
  const end = letters.findIndex(letter => {
    sum += width(letter)
    return sum > places
  })
  return letters.slice(0, end < 0 ? letters.length : end)
}

/** The widths that the columns get on a screen; those of too many are left out at the end. */
function fitted(
  widths: readonly number[],
  columns: readonly Column<never>[],
  screen: number,
): (number | null)[] {
  const fits: (number | null)[] = [...widths]
  const least = (index: number) =>
    Math.min(widths[index] ?? 0, Math.max(CUT_TO, width(columns[index]?.title ?? '')))
  const excess = (most: number) =>
    fits.reduce<number>((sum, each) => sum + (each === null ? 0 : each + GAP), -GAP) - most
  const shrink = (most: number) => {
    for (let over = excess(most); over > 0; over--) {
      let widest: number | null = null
      for (const [index, each] of fits.entries()) {
        if (each === null || !columns[index]?.cut || each <= least(index)) continue
        if (widest === null || each > (fits[widest] ?? 0)) widest = index
      }
      if (widest === null) return
      fits[widest] = (fits[widest] ?? 0) - 1
    }
  }
  shrink(screen)
  while (excess(screen) > 0) {
    const spare = columns.findLastIndex((column, index) => column.spare && fits[index] !== null)
    if (spare < 0) break
    fits[spare] = null
    for (const [index, each] of fits.entries()) if (each !== null) fits[index] = widths[index] ?? 0
    // Beside the sign that some are missing.
    shrink(screen - GAP - 1)
  }
  return fits
}

/**
 * Rows under their titles, columns as wide as their widest cell; ends with a line break. On a `screen` of so many
 * columns cells are cut and columns left out as they allow.
 */
export function table<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  screen: Pick<Terminal, 'screen' | 'columns'> | null = null,
): string {
  const cells = columns.map(column => [column.title, ...rows.map(row => printable(column.value(row)))])
  const widest = cells.map(column => column.map(width).reduce((a, b) => Math.max(a, b), 0))
  const fits = screen?.screen ? fitted(widest, columns, screen.columns) : widest
  const padded = cells.flatMap((column, index) => {
    const places = fits[index] ?? null
    if (places === null) return []
    const right = columns[index]?.align === 'right'
    return [
      column.map(text => {
        const cell = shortened(text, places, columns[index]?.cut)
        const fill = ' '.repeat(places - width(cell))
        return right ? fill + cell : cell + fill
      }),
    ]
  })
  if (padded.length < columns.length) padded.push(['…'])
  const lines = Array.from({ length: rows.length + 1 }, (_, row) =>
    padded
      .map(column => column[row] ?? '')
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}

/** One thing's facts, a line each, values under each other; several lines of a value stay below it. */
export function sheet(facts: readonly (readonly [label: string, value: string])[]): string {
  const widest = facts.reduce((most, [label]) => Math.max(most, label.length), 0)
  const lines = facts.map(([label, value]) => {
    const shown = value.split('\n').map(printable)
    return `${label.padEnd(widest)}  ${shown.join(`\n${' '.repeat(widest + 2)}`)}\n`
  })
  return lines.join('')
}
