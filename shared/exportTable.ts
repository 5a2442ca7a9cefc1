import { safeJson } from './safeJson.ts'

/** What a cell of an exported table may hold; null is not known and stays empty. */
export type ExportCell = string | number | boolean | null

/** The formats that a list can be written in. */
export const exportFormats = ['csv', 'json', 'markdown'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A finished export, ready to be saved. */
export interface Exported {
  text: string
  mediaType: string
  fileName: string
  /** Rows, the heading not among them. */
  count: number
}

/** A table to write; every row has a cell for each name. */
export interface ExportTable {
  /** Plain words for the file's name, such as `pools`. */
  name: string
  columns: readonly string[]
  rows: readonly (readonly ExportCell[])[]
  /** Unix ms: the file's own time. */
  nowMs: number
}

/** ISO 8601 in UTC of Unix ms; a time outside what a date can say is the epoch's. */
export function isoTime(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}

/** The name of an exported file, with its time. */
export const exportFileName = (name: string, nowMs: number, extension: string): string =>
  `${name}-${isoTime(nowMs).slice(0, 19).replaceAll(':', '-')}Z.${extension}`

/** A CSV field (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvField(cell: ExportCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  // Spreadsheets of some languages take the wide signs for the narrow ones.
  const text = /^(?:\s*[=+\-@＝＋－＠]|[\t\r])/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Text inside a Markdown table's cell: one line, and nothing in it is markup. */
function markdownField(cell: ExportCell): string {
  if (cell === null) return ''
  return String(cell)
    .replace(/[\\`*_[\]<>|~#]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, ' ')
}

/** One line of CSV (RFC 4180, CRLF). */
export const csvLine = (cells: readonly ExportCell[]): string => `${cells.map(csvField).join(',')}\r\n`

/** A table as CSV (RFC 4180, CRLF), a heading first. */
export function csvTable({ name, columns, rows, nowMs }: ExportTable): Exported {
  return {
    text: [columns, ...rows].map(csvLine).join(''),
    mediaType: 'text/csv; charset=utf-8; header=present',
    fileName: exportFileName(name, nowMs, 'csv'),
    count: rows.length,
  }
}

/** A table in GitHub's Markdown. */
export function markdownTable({ name, columns, rows, nowMs }: ExportTable): Exported {
  const line = (cells: readonly ExportCell[]): string => `| ${cells.map(markdownField).join(' | ')} |\n`
  const rule = `|${columns.map(() => ' --- |').join('')}\n`
  return {
    text: [line(columns), rule, ...rows.map(line)].join(''),
    mediaType: 'text/markdown; charset=utf-8',
    fileName: exportFileName(name, nowMs, 'md'),
    count: rows.length,
  }
}

/** A JSON document as a file; what a terminal would obey is written as escapes. */
export function jsonFile(name: string, document: unknown, count: number, nowMs: number): Exported {
  return {
    text: `${safeJson(document)}\n`,
    mediaType: 'application/json',
    fileName: exportFileName(name, nowMs, 'json'),
    count,
  }
}

/** A table in a format. As JSON it is `novacron.list/1`: an object for each row, by column. */
export function exportTable(format: ExportFormat, table: ExportTable): Exported {
  switch (format) {
    case 'csv':
      return csvTable(table)
    case 'markdown':
      return markdownTable(table)
    case 'json': {
      const { name, columns, rows, nowMs } = table
      const document = {
        schema: 'novacron.list/1' as const,
        list: name,
        asOf: isoTime(nowMs),
        rows: rows.map(row =>
          Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
        ),
      }
      return jsonFile(name, document, rows.length, nowMs)
    }
  }
}
