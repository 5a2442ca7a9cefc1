import { type DomainUuid, type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import type { ReadableDatabase } from './database.ts'
import { join } from './definitions.ts'
import { anyMarked } from './lineCodec.ts'
import { fold } from './machineText.ts'
import type { Search } from './types.ts'

/** Substring search over what is stored of the present machines. */
export function search(database: ReadableDatabase): Search {
  return {
    text: (query, options) => {
      const wanted = fold(query)
      const limit = options.limit ?? Number.POSITIVE_INFINITY
      const found = new Set<MachineKey>()
      if (wanted === '') return found
      if (options.in !== 'xml') byFacts(database, wanted, options.in, limit, found)
      if (options.in !== 'notes') byXml(database, wanted, limit, found)
      return found
    },
  }
}

function byFacts(
  database: ReadableDatabase,
  wanted: string,
  scope: 'all' | 'notes',
  limit: number,
  found: Set<MachineKey>,
): void {
  const column = scope === 'notes' ? 'notes' : 'facts'
  const rows = database.rows<[HostId, DomainUuid]>(
    `SELECT host_id, uuid FROM machine_texts WHERE instr(${column}, ?) > 0`,
    wanted,
  )
  for (const [hostId, uuid] of rows) {
    if (found.size >= limit) return
    found.add(machineKey(hostId, uuid))
  }
}

function byXml(database: ReadableDatabase, wanted: string, limit: number, found: Set<MachineKey>): void {
  // Lines are indexed one by one: text that spans lines is found by its longest one, then compared whole.
  const spansLines = wanted.includes('\n')
  const [line = ''] = wanted.split('\n').sort((a, b) => b.length - a.length)
  const marks = matchingLines(database, line)
  if (marks === null) return
  const rows = database.rows<[HostId, DomainUuid, Buffer]>(
    `SELECT t.host_id, t.uuid, d.lines FROM machine_texts t
     JOIN definition_heads h ON h.host_id = t.host_id AND h.uuid = t.uuid
     JOIN definitions d ON d.id = h.definition_id`,
  )
  for (const [hostId, uuid, lines] of rows) {
    if (found.size >= limit) return
    if (!anyMarked(lines, marks)) continue
    if (spansLines && !fold(join(database, lines)).includes(wanted)) continue
    found.add(machineKey(hostId, uuid))
  }
}

/** Marks the ids of lines that contain `wanted`; null when there are none. */
function matchingLines(database: ReadableDatabase, wanted: string): Uint8Array | null {
  const trigrams = trigramsOf(wanted)
  const candidates =
    trigrams.length === 0
      ? database.rows<[number, string]>('SELECT id, text FROM definition_lines')
      : database.rows<[number, string]>(
          `SELECT id, text FROM definition_lines WHERE id IN (
             SELECT rowid FROM definition_line_trigrams WHERE definition_line_trigrams MATCH ?)`,
          trigrams.map(trigram => `"${trigram.replaceAll('"', '""')}"`).join(' AND '),
        )
  const ids = candidates.filter(([, text]) => fold(text).includes(wanted)).map(([id]) => id)
  if (ids.length === 0) return null
  const marks = new Uint8Array(ids.reduce((most, id) => Math.max(most, id), 0) + 1)
  for (const id of ids) marks[id] = 1
  return marks
}

/** Trigrams that every match must hold, one in three characters. Only printable ASCII: there, both sides fold alike. */
function trigramsOf(wanted: string): string[] {
  const trigrams = new Set<string>()
  for (const [run] of wanted.matchAll(/[ -~]{3,}/g)) {
    for (let at = 0; at + 3 <= run.length; at += 3) trigrams.add(run.slice(at, at + 3))
    trigrams.add(run.slice(-3))
  }
  return [...trigrams].slice(0, 16)
}
