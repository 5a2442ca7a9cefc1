import type { Migration } from './migration.ts'

/** Open sessions by their token's hash, and how many wrong tries a name or a shell has behind it. */
export const sessions: Migration = {
  version: 66,
  up: database =>
    database.exec(`
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        token_hash BLOB NOT NULL UNIQUE,
        shell TEXT NOT NULL,
        place TEXT NOT NULL,
        opened_ms REAL NOT NULL,
        until_ms REAL NOT NULL
      ) STRICT;
      CREATE TABLE sign_in_tries (
        subject TEXT PRIMARY KEY,
        wrong REAL NOT NULL,
        last_ms REAL NOT NULL,
        until_ms REAL NOT NULL
      ) STRICT;
    `),
}
