import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { machineChanges, stateChange } from './changedFields.ts'
import { type NewChange, noteChanges } from './changes.ts'
import type { WritableDatabase } from './database.ts'
import { factsText, notesText } from './machineText.ts'
import type { Machines, StoredMachine } from './types.ts'

/** The `machines`, `machine_confirmations` and `machine_texts` tables. */
export function machines(database: WritableDatabase): Machines {
  return {
    load: () => {
      const confirmed = confirmedAt(database)
      return database
        .rows<[HostId, number, string]>('SELECT host_id, as_of_ms, facts FROM machines')
        .map(([hostId, asOfMs, facts]) => {
          const machine: StoredMachine = JSON.parse(facts)
          machine.hostId = hostId
          machine.asOfMs = Math.max(asOfMs, confirmed.get(hostId) ?? 0)
          return machine
        })
    },
    save: (hostId, rows) =>
      database.transaction(() => {
        // What a host tells for the first time is no change.
        const [confirmed] = confirmation(database, hostId)
        const told = rows.flatMap(row => save(database, hostId, row, confirmed))
        noteChanges(database, told)
      }),
    confirm: (hostId, atMs) =>
      database.transaction(() => {
        const [before] = confirmation(database, hostId)
        database.run(
          `INSERT INTO machine_confirmations (host_id, at_ms) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms`,
          hostId,
          atMs,
        )
        // The clock was set back: no row may claim to be newer than its confirmation.
        if (before === undefined || before <= atMs) return
        database.run(
          'UPDATE machines SET as_of_ms = ? WHERE host_id = ? AND as_of_ms > ?',
          atMs,
          hostId,
          atMs,
        )
      }),
    remove: (hostId, uuids, atMs = Date.now()) =>
      database.transaction(() => {
        const [afterMs = null] = confirmation(database, hostId)
        const told: NewChange[] = []
        for (const uuid of uuids) {
          const before = known(database, hostId, uuid)
          if (before)
            told.push({ ...about(hostId, before.machine), atMs, afterMs, kind: 'machine', change: 'went' })
          database.run('DELETE FROM machines WHERE host_id = ? AND uuid = ?', hostId, uuid)
        }
        noteChanges(database, told)
      }),
    confirmedAt: () => confirmedAt(database),
  }
}

function confirmedAt(database: WritableDatabase): Map<HostId, number> {
  return new Map(database.rows<[HostId, number]>('SELECT host_id, at_ms FROM machine_confirmations'))
}

const confirmation = (database: WritableDatabase, hostId: HostId): number[] =>
  database.column('SELECT at_ms FROM machine_confirmations WHERE host_id = ?', hostId)

interface Known {
  text: string
  asOfMs: number
  machine: StoredMachine
}

function known(database: WritableDatabase, hostId: HostId, uuid: DomainUuid): Known | null {
  const [row] = database.rows<[number, string]>(
    'SELECT as_of_ms, facts FROM machines WHERE host_id = ? AND uuid = ?',
    hostId,
    uuid,
  )
  return row ? { asOfMs: row[0], text: row[1], machine: JSON.parse(row[1]) } : null
}

const about = (hostId: HostId, { uuid, name }: StoredMachine) => ({ hostId, key: uuid, subject: name })

/** What saving tells of the machine; nothing before its host was confirmed once. */
function changesOf(
  hostId: HostId,
  before: Known | null,
  machine: StoredMachine,
  confirmed: number | undefined,
): NewChange[] {
  if (confirmed === undefined) return []
  const base = { ...about(hostId, machine), atMs: machine.asOfMs }
  if (!before) return [{ ...base, afterMs: confirmed, kind: 'machine', change: 'appeared' }]
  const afterMs = Math.max(before.asOfMs, confirmed)
  const state = stateChange(before.machine, machine)
  const fields = machineChanges(before.machine, machine)
  return [
    ...(state
      ? [{ ...base, afterMs, kind: 'state' as const, change: 'changed' as const, fields: state }]
      : []),
    ...(fields.length > 0
      ? [{ ...base, afterMs, kind: 'machine' as const, change: 'changed' as const, fields }]
      : []),
  ]
}

/** Writes the row; what it tells that is new is the caller's to note. */
function save(
  database: WritableDatabase,
  hostId: HostId,
  machine: StoredMachine,
  confirmed: number | undefined,
): NewChange[] {
  // The identity and the time are columns; null here keeps the stored object's shape and order.
  const facts = JSON.stringify({ ...machine, hostId: null, asOfMs: 0 })
  const before = known(database, hostId, machine.uuid)
  if (before?.text === facts && before.asOfMs === machine.asOfMs) return []
  database.run(
    `INSERT INTO machines (host_id, uuid, as_of_ms, facts) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET as_of_ms = excluded.as_of_ms, facts = excluded.facts
     WHERE facts <> excluded.facts OR as_of_ms <> excluded.as_of_ms`,
    hostId,
    machine.uuid,
    machine.asOfMs,
    facts,
  )
  database.run(
    `INSERT INTO machine_texts (host_id, uuid, facts, notes) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET facts = excluded.facts, notes = excluded.notes
     WHERE facts <> excluded.facts OR notes <> excluded.notes`,
    hostId,
    machine.uuid,
    factsText(machine),
    notesText(machine),
  )
  return before?.text === facts ? [] : changesOf(hostId, before, machine, confirmed)
}
