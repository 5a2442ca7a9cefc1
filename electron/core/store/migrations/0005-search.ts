import type { WritableDatabase } from '../database.ts'
import { factsText, notesText } from '../machineText.ts'
import type { StoredMachine } from '../types.ts'
import type { Migration } from './migration.ts'

/**
 * Substring search. The trigram index covers each distinct line of XML once, but for huge ones, which
 * are few and are read instead (`indexed` = 0); what is searched beside the XML (names, notes, addresses, paths) is short and is scanned as it is. `search_versions` says
 * per host when the set of present definitions changed, so that what a search keeps in memory can't
 * be out of date; a removed host's row stays, so that a version is never used twice.
 */
export const search: Migration = {
  version: 5,
  up: database => {
    database.exec(`
      ALTER TABLE definition_lines ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX definition_lines_not_indexed ON definition_lines (id) WHERE indexed = 0;
      CREATE VIRTUAL TABLE definition_line_trigrams USING fts5 (
        text, content = 'definition_lines', content_rowid = 'id', detail = none, columnsize = 0,
        tokenize = 'trigram'
      );
      CREATE TABLE machine_texts (
        host_id TEXT NOT NULL,
        uuid TEXT NOT NULL,
        facts TEXT NOT NULL,
        notes TEXT NOT NULL,
        PRIMARY KEY (host_id, uuid),
        FOREIGN KEY (host_id, uuid) REFERENCES machines (host_id, uuid) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE search_versions (
        host_id TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER machine_added AFTER INSERT ON machines BEGIN
        INSERT INTO search_versions VALUES (new.host_id, 1) ON CONFLICT DO UPDATE SET version = version + 1;
      END;
      CREATE TRIGGER machine_removed AFTER DELETE ON machines BEGIN
        INSERT INTO search_versions VALUES (old.host_id, 1) ON CONFLICT DO UPDATE SET version = version + 1;
      END;
      CREATE TRIGGER definition_added AFTER INSERT ON definition_heads BEGIN
        INSERT INTO search_versions VALUES (new.host_id, 1) ON CONFLICT DO UPDATE SET version = version + 1;
      END;
      CREATE TRIGGER definition_changed AFTER UPDATE OF definition_id ON definition_heads
      WHEN old.definition_id <> new.definition_id BEGIN
        INSERT INTO search_versions VALUES (new.host_id, 1) ON CONFLICT DO UPDATE SET version = version + 1;
      END;
      INSERT INTO definition_line_trigrams (rowid, text) SELECT id, text FROM definition_lines;
      UPDATE definition_lines SET indexed = 1;
      INSERT INTO search_versions SELECT host_id, 1 FROM machines UNION SELECT host_id, 1 FROM definition_heads;
    `)
    fillTexts(database)
  },
}

/** The texts follow from the machines' facts, so today's code makes them, whatever the version they come from. */
function fillTexts(database: WritableDatabase): void {
  for (const [hostId, uuid, facts] of database.rows<[string, string, string]>(
    'SELECT host_id, uuid, facts FROM machines',
  )) {
    const machine: StoredMachine = JSON.parse(facts)
    database.run(
      'INSERT INTO machine_texts (host_id, uuid, facts, notes) VALUES (?, ?, ?, ?)',
      hostId,
      uuid,
      factsText(machine),
      notesText(machine),
    )
  }
}
