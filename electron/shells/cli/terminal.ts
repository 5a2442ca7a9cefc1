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
  readonly columns: number
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
}

/** Rows under their titles, columns as wide as their widest cell; ends with a line break. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const cells = columns.map(column => [column.title, ...rows.map(row => printable(column.value(row)))])
  const padded = cells.map((column, index) => {
    const widths = column.map(width)
    const widest = widths.reduce((a, b) => Math.max(a, b), 0)
    const right = columns[index]?.align === 'right'
    return column.map((cell, row) => {
      const fill = ' '.repeat(widest - (widths[row] ?? 0))
      return right ? fill + cell : cell + fill
    })
  })
  const lines = Array.from({ length: rows.length + 1 }, (_, row) =>
    padded
      .map(column => column[row] ?? '')
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}
