import stringWidth from 'string-width'

/** Where a command writes and what it may ask; tests give their own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  readonly interactive: boolean
  readonly columns: number
  /** Asks one question; null when there is nobody to ask. `echo` false hides what is typed. */
  ask(question: string, echo: boolean): Promise<string | null>
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being made visible here
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** A peer's text made safe for a terminal: control and direction characters become visible escapes. */
export function printable(text: string): string {
  return text.replace(unprintable, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A column of a printed table. */
export interface Column<T> {
  title: string
  value(row: T): string
  align?: 'right'
}

const padded = (text: string, width: number, align: 'right' | undefined) => {
  const fill = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? fill + text : text + fill
}

/** Rows under their titles, columns as wide as their widest cell; ends with a line break. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const lines = [
    columns.map(column => column.title),
    ...rows.map(row => columns.map(column => printable(column.value(row)))),
  ]
  const widths = columns.map((_, index) => Math.max(...lines.map(line => stringWidth(line[index] ?? ''))))
  return lines
    .map(line =>
      line
        .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.align))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n')
}
