import { statSync } from 'node:fs'
import type { HostId } from '../../../shared/ids.ts'
import type { ReadableDatabase } from './database.ts'
import type { HostAmounts, StoredAmounts } from './types.ts'

/** SQLite's own side files: the log that is not folded in yet, and its index. */
const sideFiles = ['', '-wal', '-shm']

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** Counts what is stored; each table is read along an index, so that it stays short at 10,000 machines. */
export function amounts(database: ReadableDatabase & { readonly path: string }): StoredAmounts {
  const hosts = new Map<HostId, HostAmounts>(
    database
      .column<HostId>('SELECT id FROM hosts')
      .map(id => [id, { machines: 0, versions: 0, resources: 0 }]),
  )
  const count = (what: keyof HostAmounts, table: string) => {
    for (const [hostId, number] of database.rows<[HostId, number]>(
      `SELECT host_id, count(*) FROM ${table} GROUP BY host_id`,
    )) {
      const host = hosts.get(hostId)
      if (host) host[what] = number
    }
  }
  count('machines', 'machines')
  count('versions', 'definition_versions')
  count('resources', 'resources')
  return {
    databaseBytes: sideFiles.reduce((bytes, suffix) => bytes + sizeOf(database.path + suffix), 0),
    events: database.column<number>('SELECT count(*) FROM events')[0] ?? 0,
    hosts,
  }
}
