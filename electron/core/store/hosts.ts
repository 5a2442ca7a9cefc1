import { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { WritableDatabase } from './database.ts'
import { requestTidying } from './tidy.ts'
import type { Hosts } from './types.ts'

interface Row {
  id: HostId
  name: string
  site_id: SiteId | null
  uri: string
  auto_connect: number
  options: string
  created_at_ms: number
}

/** The `hosts` table. */
export function hosts(database: WritableDatabase): Hosts {
  return {
    list: () =>
      database.all<Row>('SELECT * FROM hosts ORDER BY name, id').map(row => ({
        id: row.id,
        name: row.name,
        siteId: row.site_id,
        uri: row.uri,
        autoConnect: row.auto_connect !== 0,
        options: JSON.parse(row.options),
        createdAtMs: row.created_at_ms,
      })),
    insert: record =>
      database.durable(() => {
        database.run(
          `INSERT INTO hosts (id, name, site_id, uri, auto_connect, options, created_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          record.id,
          record.name,
          record.siteId,
          record.uri,
          record.autoConnect ? 1 : 0,
          JSON.stringify(record.options),
          record.createdAtMs,
        )
      }),
    update: record =>
      database.durable(() => {
        const changes = database.run(
          `UPDATE hosts SET name = ?, site_id = ?, uri = ?, auto_connect = ?, options = ?, created_at_ms = ?
           WHERE id = ?`,
          record.name,
          record.siteId,
          record.uri,
          record.autoConnect ? 1 : 0,
          JSON.stringify(record.options),
          record.createdAtMs,
          record.id,
        )
        if (changes === 0) throw new AppError('host.unknown', `The host ${record.name} is no longer there.`)
      }),
    remove: id =>
      database.durable(() => {
        database.run('DELETE FROM events WHERE host_id = ?', id)
        database.run('DELETE FROM changes WHERE host_id = ?', id)
        database.run('DELETE FROM hosts WHERE id = ?', id)
        requestTidying(database)
      }),
  }
}
