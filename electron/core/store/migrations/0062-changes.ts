import type { Migration } from './migration.ts'

/**
 * What became another: one row a change, written in the transaction of what it tells, so that neither is
 * there without the other. `after_ms` is when the host last confirmed the state before: a host that was
 * away tells that something changed, not when. No foreign key, as for events.
 */
export const changes: Migration = {
  version: 62,
  up: database =>
    database.exec(`
      CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms REAL NOT NULL,
        after_ms REAL,
        host_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        subject TEXT NOT NULL,
        change TEXT NOT NULL,
        detail TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX changes_by_time ON changes (at_ms);
      CREATE INDEX changes_by_subject ON changes (host_id, key, kind, id);
    `),
}
