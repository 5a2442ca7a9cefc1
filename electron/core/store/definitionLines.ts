import type { ReadableDatabase } from './database.ts'
import type { Marks } from './lineCodec.ts'
import { fold } from './machineText.ts'

/** The boilerplate of every definition has low line ids: it came first. */
const boilerplate = 4_096

/** Which lines are looked at: the oldest, which most definitions share, or all. */
export type Lines = 'common' | 'all'

/** Where in a line its piece of the text must stand. */
type Place = 'anywhere' | 'end' | 'whole' | 'start'

/**
 * The lines that hold each piece of a folded text, cut at its line feeds: the first at a line's end,
 * the last at a line's start. Null when some piece is in no line at all.
 */
export function linesWith(database: ReadableDatabase, text: string, among: Lines): Marks[] | null {
  const pieces = text.split('\n')
  const marks: Marks[] = []
  for (const [index, piece] of pieces.entries()) {
    const place = placeOf(index, pieces.length)
    if (piece === '' && place !== 'whole') {
      marks.push(undefined)
      continue
    }
    const found = mark(database, piece, place, among)
    if (found === null) return null
    marks.push(found)
  }
  return marks
}

function placeOf(index: number, count: number): Place {
  if (count === 1) return 'anywhere'
  if (index === 0) return 'end'
  return index === count - 1 ? 'start' : 'whole'
}

function mark(database: ReadableDatabase, piece: string, place: Place, among: Lines): Uint8Array | null {
  const ids: number[] = []
  let most = 0
  for (const [id, text] of candidates(database, piece, among)) {
    if (!holds(fold(text), piece, place)) continue
    ids.push(id)
    most = Math.max(most, id)
  }
  if (ids.length === 0) return null
  const marks = new Uint8Array(most + 1)
  for (const id of ids) marks[id] = 1
  return marks
}

function candidates(database: ReadableDatabase, piece: string, among: Lines): [number, string][] {
  const last = among === 'common' ? boilerplate : Number.MAX_SAFE_INTEGER
  const match = trigrams(piece)
  if (match !== null) {
    const indexed = database.rows<[number, string]>(
      `SELECT id, text FROM definition_lines WHERE id IN (
         SELECT rowid FROM definition_line_trigrams
         WHERE definition_line_trigrams MATCH ? AND rowid <= ?)`,
      match,
      last,
    )
    const others = database.rows<[number, string]>(
      'SELECT id, text FROM definition_lines WHERE indexed = 0 AND id <= ?',
      last,
    )
    return [...indexed, ...others]
  }
  // SQLite's lower() folds ASCII only: that is the whole of it for an ASCII text, and a line that
  // holds anything else has more bytes than characters.
  return isAscii(piece)
    ? database.rows(
        'SELECT id, text FROM definition_lines WHERE id <= ? AND instr(lower(text), ?) > 0',
        last,
        piece,
      )
    : database.rows(
        `SELECT id, text FROM definition_lines
         WHERE id <= ? AND octet_length(text) > length(text)`,
        last,
      )
}

function holds(line: string, piece: string, place: Place): boolean {
  switch (place) {
    case 'anywhere':
      return line.includes(piece)
    case 'end':
      return line.endsWith(piece)
    case 'start':
      return line.startsWith(piece)
    case 'whole':
      return line === piece
  }
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text)

/**
 * The index's query for lines that may hold the text: some of its trigrams, each quoted, so nothing
 * in it is syntax. Printable ASCII only: there, index and comparison fold alike. Null when it has none.
 */
function trigrams(text: string): string | null {
  const found = new Set<string>()
  for (const [run] of text.matchAll(/[ -~]{3,}/g)) {
    for (let at = 0; at + 3 <= run.length; at += 3) found.add(run.slice(at, at + 3))
    found.add(run.slice(-3))
  }
  if (found.size === 0) return null
  return [...found]
    .slice(0, 16)
    .map(trigram => `"${trigram.replaceAll('"', '""')}"`)
    .join(' AND ')
}
