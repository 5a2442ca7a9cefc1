import type { Migration } from './migration.ts'

/**
 * Settings, and the last few thousand things the fleet reported. An event has no foreign key: one
 * that arrives while its host is being removed is no reason to lose the others of its batch.
 */
export const settingsAndEvents: Migration = {
  version: 7,
  up: database =>
    database.exec(`
      CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        host_id TEXT NOT NULL,
        event TEXT NOT NULL
      ) STRICT;
    `),
}
