import { type DomainUuid, type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import type { ReadableDatabase } from './database.ts'
import { type Lines, linesWith } from './definitionLines.ts'
import { findRun, hasRun, singleLines } from './lineCodec.ts'
import { fold } from './machineText.ts'
import { PresentDefinitions } from './presentDefinitions.ts'
import type { FoundLine, Search } from './types.ts'

/** Substring search over what is stored of the machines that exist now. */
export function search(database: ReadableDatabase): Search {
  const present = new PresentDefinitions(database)

  const byFacts = (wanted: string, scope: 'all' | 'facts' | 'notes', found: Found) => {
    const rows = database.rows<[HostId, DomainUuid]>(
      scope === 'notes'
        ? 'SELECT host_id, uuid FROM machine_texts WHERE instr(notes, ?) > 0'
        : 'SELECT host_id, uuid FROM machine_texts WHERE instr(facts, ?) > 0',
      wanted,
    )
    for (const [hostId, uuid] of rows) found.add(machineKey(hostId, uuid))
  }

  /** Finds every machine that has a definition, or none: true when lines that most share hold the text for all. */
  const inEveryXml = (wanted: string, found: Found): boolean => {
    const marks = linesWith(database, wanted, 'common')
    if (marks === null) return false
    const all: MachineKey[] = []
    for (const { keys, lines, ends } of present.all()) {
      for (let index = 0; index < keys.length; index++) {
        if (!hasRun(lines, ends[index - 1] ?? 0, ends[index] ?? 0, marks)) return false
        all.push(keys[index] as MachineKey)
      }
    }
    for (const key of all) found.add(key)
    return true
  }

  const byXml = (wanted: string, found: Found): void => {
    const marks = linesWith(database, wanted, 'all')
    if (marks === null) return
    for (const { keys, lines, ends } of present.all()) {
      for (let index = 0; index < keys.length; index++) {
        if (found.full()) return
        if (hasRun(lines, ends[index - 1] ?? 0, ends[index] ?? 0, marks)) found.add(keys[index] as MachineKey)
      }
    }
  }

  const linesOf = (
    wanted: string,
    among: Lines,
    limit: number,
    isWanted: (key: MachineKey) => boolean,
  ): FoundLine[] => {
    const found: FoundLine[] = []
    const marks = linesWith(database, wanted, among)
    if (marks === null) return found
    for (const { keys, lines, ends } of present.all()) {
      for (let index = 0; index < keys.length; index++) {
        if (found.length >= limit) return found
        const start = ends[index - 1] ?? 0
        const at = findRun(lines, start, ends[index] ?? 0, marks)
        if (at < 0 || !isWanted(keys[index] as MachineKey)) continue
        found.push({ key: keys[index] as MachineKey, ...lineAt(database, lines, start, at, wanted) })
      }
    }
    return found
  }

  return {
    text: (query, options) => {
      const wanted = fold(query)
      const found = new Found(options.limit ?? Number.POSITIVE_INFINITY)
      if (wanted === '') return found.keys
      if (options.in !== 'xml') byFacts(wanted, options.in, found)
      if (options.in === 'notes' || options.in === 'facts' || found.full()) return found.keys
      // What most definitions share is few lines: when they answer for all, the others need not be read.
      if (!inEveryXml(wanted, found)) byXml(wanted, found)
      return found.keys
    },
    lines: (query, limit, isWanted = () => true) => {
      const wanted = fold(query)
      if (wanted === '' || wanted.includes('\n')) return []
      // What most definitions share is few lines: when they answer for enough, the others need not be read.
      const common = linesOf(wanted, 'common', limit, isWanted)
      return common.length >= limit ? common : linesOf(wanted, 'all', limit, isWanted)
    },
  }
}

/** The line of a definition that begins at `start` in `ids`; what lies behind its first few thousand lines is kept in pieces. */
function lineAt(
  database: ReadableDatabase,
  ids: Uint32Array,
  start: number,
  at: number,
  wanted: string,
): Pick<FoundLine, 'line' | 'text'> {
  const piece = (index: number) =>
    database.column<string>('SELECT text FROM definition_lines WHERE id = ?', ids[index] as number)[0] ?? ''
  let line = at - start + 1
  for (let index = start + singleLines; index < at; index++) line += piece(index).split('\n').length - 1
  const inside = piece(at).split('\n')
  const found = Math.max(
    0,
    inside.findIndex(text => fold(text).includes(wanted)),
  )
  return { line: line + found, text: inside[found] ?? '' }
}

/** The answer as it grows, up to its limit. */
class Found {
  readonly keys = new Set<MachineKey>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  add(key: MachineKey): void {
    if (!this.full()) this.keys.add(key)
  }

  full(): boolean {
    return this.keys.size >= this.#limit
  }
}
