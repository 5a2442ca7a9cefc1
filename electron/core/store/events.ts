import type { WritableDatabase } from './database.ts'
import { retentionOf } from './retention.ts'
import type { Events } from './types.ts'

/** The `events` table. */
export function events(database: WritableDatabase): Events {
  return {
    append: rows =>
      database.transaction(() => {
        let last = 0
        for (const row of rows) {
          last = database.insert(
            'INSERT INTO events (host_id, event) VALUES (?, ?)',
            row.hostId,
            JSON.stringify(row),
          )
        }
        const { eventsKept } = retentionOf(database)
        if (last > eventsKept) database.run('DELETE FROM events WHERE id <= ?', last - eventsKept)
      }),
    latest: limit =>
      database
        .column<string>('SELECT event FROM events ORDER BY id DESC LIMIT ?', Math.max(0, Math.floor(limit)))
        .reverse()
        .map(event => JSON.parse(event)),
  }
}
