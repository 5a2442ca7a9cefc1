import type { HostId } from '../../../shared/ids.ts'
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
        for (const row of rows) save(database, hostId, row)
      }),
    confirm: (hostId, atMs) =>
      database.transaction(() => {
        const [before] = database.column<number>(
          'SELECT at_ms FROM machine_confirmations WHERE host_id = ?',
          hostId,
        )
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
    remove: (hostId, uuids) =>
      database.transaction(() => {
        for (const uuid of uuids) {
          database.run('DELETE FROM machines WHERE host_id = ? AND uuid = ?', hostId, uuid)
        }
      }),
    confirmedAt: () => confirmedAt(database),
  }
}

function confirmedAt(database: WritableDatabase): Map<HostId, number> {
  return new Map(database.rows<[HostId, number]>('SELECT host_id, at_ms FROM machine_confirmations'))
}

function save(database: WritableDatabase, hostId: HostId, machine: StoredMachine): void {
  // The identity and the time are columns; null here keeps the stored object's shape and order.
  const facts = JSON.stringify({ ...machine, hostId: null, asOfMs: 0 })
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
}
