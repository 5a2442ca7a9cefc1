import type { HostId } from '../../../shared/ids.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import { hostChanges } from './changedFields.ts'
import { noteChanges } from './changes.ts'
import type { WritableDatabase } from './database.ts'
import type { HostFactsTable } from './types.ts'

/** The `host_facts` table. */
export function hostFacts(database: WritableDatabase): HostFactsTable {
  const get = (hostId: HostId): HostFacts | null => {
    const [facts] = database.column<string>('SELECT facts FROM host_facts WHERE host_id = ?', hostId)
    return facts === undefined ? null : JSON.parse(facts)
  }
  return {
    get,
    set: (hostId, facts) =>
      database.transaction(() => {
        const before = get(hostId)
        database.run(
          `INSERT INTO host_facts (host_id, facts) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET facts = excluded.facts WHERE facts <> excluded.facts`,
          hostId,
          JSON.stringify(facts),
        )
        const fields = before === null ? [] : hostChanges(before, facts)
        if (before === null || fields.length === 0) return
        const { asOfMs: afterMs } = before
        const subject = facts.hostname ?? ''
        noteChanges(database, [
          { atMs: facts.asOfMs, afterMs, hostId, kind: 'host', key: '', subject, change: 'changed', fields },
        ])
      }),
  }
}
