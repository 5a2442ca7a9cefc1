import type { Migration } from './migration.ts'

/**
 * Substring search. The trigram index covers each distinct line of XML once; what is searched beside
 * the XML (names, notes, addresses, paths) is short and is scanned as it is.
 */
export const search: Migration = {
  version: 5,
  up: database =>
    database.exec(`
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
    `),
}
