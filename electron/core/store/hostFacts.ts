import type { WritableDatabase } from './database.ts'
import type { HostFactsTable } from './types.ts'

/** The `host_facts` table. */
export function hostFacts(database: WritableDatabase): HostFactsTable {
  return {
    get: hostId => {
      const [facts] = database.column<string>('SELECT facts FROM host_facts WHERE host_id = ?', hostId)
      return facts === undefined ? null : JSON.parse(facts)
    },
    set: (hostId, facts) => {
      database.run(
        `INSERT INTO host_facts (host_id, facts) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET facts = excluded.facts WHERE facts <> excluded.facts`,
        hostId,
        JSON.stringify(facts),
      )
    },
  }
}
