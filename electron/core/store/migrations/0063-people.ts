import type { Migration } from './migration.ts'

/**
 * Accounts. `folded` is the name without regard to case; what proves a person is the vault's. Recovery codes are
 * random and only kept hashed; `last_step` is the last of the authenticator's codes that was taken.
 */
export const people: Migration = {
  version: 63,
  up: database =>
    database.exec(`
      CREATE TABLE people (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        created_ms REAL NOT NULL,
        last_seen_ms REAL,
        passphrase_ms REAL,
        disabled INTEGER NOT NULL DEFAULT 0,
        must_change INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE second_factors (
        person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
        since_ms REAL NOT NULL,
        last_step INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE recovery_codes (
        person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        hash BLOB NOT NULL,
        used_ms REAL,
        PRIMARY KEY (person_id, hash)
      ) STRICT;
    `),
}
