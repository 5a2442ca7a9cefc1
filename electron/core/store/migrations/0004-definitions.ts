import type { Migration } from './migration.ts'

/**
 * Every version of every definition. A definition is a sequence of lines, and each distinct line is
 * kept once: domain XML is boilerplate, so this is both the compression and what the search reads.
 * Nothing here refers to `machines`: the history outlives the machine.
 */
export const definitions: Migration = {
  version: 4,
  up: database =>
    database.exec(`
      CREATE TABLE definition_lines (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE TABLE definitions (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        bytes INTEGER NOT NULL,
        lines BLOB NOT NULL
      ) STRICT;
      CREATE TABLE definition_versions (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        uuid TEXT NOT NULL,
        definition_id INTEGER NOT NULL REFERENCES definitions (id),
        first_seen_ms REAL NOT NULL,
        last_seen_ms REAL NOT NULL,
        PRIMARY KEY (host_id, uuid, definition_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX definition_versions_by_definition ON definition_versions (definition_id);
      CREATE TABLE definition_heads (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        uuid TEXT NOT NULL,
        definition_id INTEGER NOT NULL REFERENCES definitions (id),
        seen_at_ms REAL NOT NULL,
        PRIMARY KEY (host_id, uuid)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX definition_heads_by_definition ON definition_heads (definition_id);
    `),
}
