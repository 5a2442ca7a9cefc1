import type { Migration } from './migration.ts'

/**
 * The audit log. An entry's text holds everything but its place and time, which its hash binds as well; what can
 * be filtered by is generated from the text, so that a filter can't be told another story than the hash. Heads
 * are the signing keys one after another, each named by the one before; the tip is the signed end of the log,
 * always of the last entry; the checkpoint is the signed end of what was pruned. Each index is a page more that an
 * append writes: places are machines and hosts in one, and most entries are `done`. docs/audit.md says what each proves.
 */
export const audit: Migration = {
  version: 68,
  up: database =>
    database.exec(`
      CREATE TABLE audit_entries (
        seq INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        entry TEXT NOT NULL,
        person TEXT COLLATE NOCASE GENERATED ALWAYS AS (entry ->> '$.person') VIRTUAL,
        act TEXT GENERATED ALWAYS AS (entry ->> '$.act') VIRTUAL,
        result TEXT GENERATED ALWAYS AS (entry ->> '$.result') VIRTUAL,
        place TEXT GENERATED ALWAYS AS (coalesce(entry ->> '$.machine', entry ->> '$.hostId')) VIRTUAL
      ) STRICT;
      CREATE INDEX audit_by_person ON audit_entries (person);
      CREATE INDEX audit_by_act ON audit_entries (act);
      CREATE INDEX audit_by_place ON audit_entries (place);
      CREATE INDEX audit_not_done ON audit_entries (result) WHERE result <> 'done';
      CREATE TABLE audit_heads (
        n INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        public_key TEXT NOT NULL,
        signature TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_tip (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        n INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        signature TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_checkpoint (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        n INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        reason TEXT NOT NULL,
        signature TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_forward (
        target TEXT PRIMARY KEY,
        seq INTEGER NOT NULL
      ) STRICT;
    `),
}
