import { type DomainUuid, type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import type { ReadableDatabase } from './database.ts'
import { type Lines, linesWith } from './definitionLines.ts'
import { hasRun } from './lineCodec.ts'
import { fold } from './machineText.ts'
import { PresentDefinitions } from './presentDefinitions.ts'
import type { Search } from './types.ts'

/** Substring search over what is stored of the machines that exist now. */
export function search(database: ReadableDatabase): Search {
  const present = new PresentDefinitions(database)

  const byFacts = (wanted: string, scope: 'all' | 'notes', found: Found) => {
    const rows = database.rows<[HostId, DomainUuid]>(
      scope === 'notes'
        ? 'SELECT host_id, uuid FROM machine_texts WHERE instr(notes, ?) > 0'
        : 'SELECT host_id, uuid FROM machine_texts WHERE instr(facts, ?) > 0',
      wanted,
    )
    for (const [hostId, uuid] of rows) {
      if (found.full()) return
      found.keys.add(machineKey(hostId, uuid))
    }
  }

  /** True when every machine that has a definition is found, or as many as were asked for. */
  const byXml = (wanted: string, among: Lines, found: Found): boolean => {
    const pieces = linesWith(database, wanted, among)
    if (pieces === null) return false
    let all = true
    for (const { keys, lines, ends } of present.all()) {
      for (const [index, key] of keys.entries()) {
        if (found.full()) return true
        if (found.keys.has(key)) continue
        if (hasRun(lines, ends[index - 1] ?? 0, ends[index] ?? 0, pieces)) found.keys.add(key)
        else all = false
      }
    }
    return all
  }

  return {
    text: (query, options) => {
      const wanted = fold(query)
      const found = new Found(options.limit ?? Number.POSITIVE_INFINITY)
      if (wanted === '') return found.keys
      if (options.in !== 'xml') byFacts(wanted, options.in, found)
      if (options.in === 'notes' || found.full()) return found.keys
      // Lines that definitions share are few and often enough; text across lines may need both kinds at once.
      if (wanted.includes('\n')) byXml(wanted, 'all', found)
      else if (!byXml(wanted, 'common', found)) byXml(wanted, 'others', found)
      return found.keys
    },
  }
}

class Found {
  readonly keys = new Set<MachineKey>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  full(): boolean {
    return this.keys.size >= this.#limit
  }
}
