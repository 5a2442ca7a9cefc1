import type { WritableDatabase } from '../../store/database.ts'
import type { SiteName } from '../site.ts'
import type { RecordRef } from '../types.ts'

/** One sealed record. */
export interface StoredRecord extends RecordRef {
  site: SiteName
  /** Of the site's key that sealed it. */
  version: number
  sealed: Buffer
}

/** The table `vault_records`. */
export function recordTable(database: WritableDatabase) {
  return {
    get: ({ kind, id }: RecordRef): StoredRecord | undefined =>
      database.get<StoredRecord>('SELECT * FROM vault_records WHERE kind = ? AND id = ?', kind, id),
    put: (record: StoredRecord): void => {
      database.run(
        'INSERT OR REPLACE INTO vault_records VALUES (?, ?, ?, ?, ?)',
        record.kind,
        record.id,
        record.site,
        record.version,
        record.sealed,
      )
    },
    remove: ({ kind, id }: RecordRef): void => {
      database.run('DELETE FROM vault_records WHERE kind = ? AND id = ?', kind, id)
    },
    ofSite: (site: SiteName): StoredRecord[] =>
      database.all<StoredRecord>('SELECT * FROM vault_records WHERE site = ? ORDER BY kind, id', site),
    hasAny: (site: SiteName): boolean =>
      database.get('SELECT 1 FROM vault_records WHERE site = ? LIMIT 1', site) !== undefined,
  }
}

export type RecordTable = ReturnType<typeof recordTable>
