import type { Migration } from './migration.ts'

/**
 * Named credentials without their secrets, which the vault keeps; and the hosts that refused one since it was last
 * changed. `folded` is the name without regard to case.
 */
export const credentials: Migration = {
  version: 67,
  up: database =>
    database.exec(`
      CREATE TABLE credentials (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        site_id TEXT REFERENCES sites (id),
        user_name TEXT,
        fingerprint TEXT,
        created_ms REAL NOT NULL,
        changed_ms REAL NOT NULL,
        secret_ms REAL NOT NULL,
        changed_by TEXT NOT NULL
      ) STRICT;
      CREATE TABLE credential_refusals (
        credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        at_ms REAL NOT NULL,
        PRIMARY KEY (credential_id, host_id)
      ) STRICT, WITHOUT ROWID;
    `),
}
