import type { Migration } from './migration.ts'

/**
 * A version of a definition for each time that it was there, counted from 1 for each machine: a definition may come
 * back, more than once. Of one that had come back before, both times at which it surely was there are kept.
 */
export const definitionPeriods: Migration = {
  version: 73,
  up: database =>
    database.exec(`
      ALTER TABLE definition_versions RENAME TO definition_versions_before;
      DROP INDEX definition_versions_by_definition;
      CREATE TABLE definition_versions (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        uuid TEXT NOT NULL,
        n INTEGER NOT NULL,
        definition_id INTEGER NOT NULL REFERENCES definitions (id),
        first_seen_ms REAL NOT NULL,
        last_seen_ms REAL NOT NULL,
        PRIMARY KEY (host_id, uuid, n)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX definition_versions_by_definition ON definition_versions (definition_id);
      WITH interrupted AS (
        SELECT a.host_id, a.uuid, a.definition_id FROM definition_versions_before a
        WHERE EXISTS (
          SELECT 1 FROM definition_versions_before b
          WHERE b.host_id = a.host_id AND b.uuid = a.uuid AND b.definition_id <> a.definition_id
            AND (b.first_seen_ms > a.first_seen_ms AND b.first_seen_ms < a.last_seen_ms
              OR b.last_seen_ms > a.first_seen_ms AND b.last_seen_ms < a.last_seen_ms))
      ), periods AS (
        SELECT host_id, uuid, definition_id, first_seen_ms AS first,
          iif((host_id, uuid, definition_id) IN interrupted, first_seen_ms, last_seen_ms) AS last
        FROM definition_versions_before
        UNION ALL
        SELECT host_id, uuid, definition_id, last_seen_ms, last_seen_ms FROM definition_versions_before
        WHERE (host_id, uuid, definition_id) IN interrupted
      )
      INSERT INTO definition_versions
      SELECT host_id, uuid,
        row_number() OVER (PARTITION BY host_id, uuid ORDER BY last, first, definition_id),
        definition_id, first, last
      FROM periods;
      DROP TABLE definition_versions_before;
    `),
}
