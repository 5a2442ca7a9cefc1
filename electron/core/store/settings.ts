import type { WritableDatabase } from './database.ts'
import type { Settings } from './types.ts'

/** The `settings` table. */
export function settings(database: WritableDatabase): Settings {
  return {
    get: key => {
      const [value] = database.column<string>('SELECT value FROM settings WHERE key = ?', key)
      return value === undefined ? undefined : JSON.parse(value)
    },
    set: (key, value) =>
      database.durable(() => {
        if (value === undefined) {
          database.run('DELETE FROM settings WHERE key = ?', key)
          return
        }
        database.run(
          `INSERT INTO settings (key, value) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET value = excluded.value`,
          key,
          JSON.stringify(value),
        )
      }),
  }
}
