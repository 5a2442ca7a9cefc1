import type { Migration } from './migration.ts'

/** Pins the keys a person trusted, so a changed key is a refusal, not a question. */
export const hostKeys: Migration = {
  version: 2,
  up: database =>
    database.exec(`
      CREATE TABLE host_keys (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        endpoint TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        algorithm TEXT NOT NULL,
        public_key BLOB NOT NULL,
        pinned_at_ms REAL NOT NULL,
        PRIMARY KEY (host_id, endpoint, sha256)
      ) STRICT, WITHOUT ROWID;
    `),
}
