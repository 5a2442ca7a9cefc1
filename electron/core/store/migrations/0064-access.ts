import type { Migration } from './migration.ts'

/**
 * Who may do what: groups of people, roles that somebody composed (built-in ones are data of the program), and
 * grants. No foreign key leads to people, hosts or sites: a grant to what is gone stays to be seen and covers nothing.
 */
export const access: Migration = {
  version: 64,
  up: database =>
    database.exec(`
      CREATE TABLE person_groups (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL
      ) STRICT;
      CREATE TABLE person_group_members (
        group_id TEXT NOT NULL REFERENCES person_groups (id) ON DELETE CASCADE,
        person_id TEXT NOT NULL,
        PRIMARY KEY (group_id, person_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE custom_roles (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        permissions TEXT NOT NULL
      ) STRICT;
      CREATE TABLE grants (
        id TEXT PRIMARY KEY,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        role_id TEXT NOT NULL,
        scope TEXT NOT NULL,
        created_at_ms REAL NOT NULL,
        created_by TEXT NOT NULL,
        until_ms REAL
      ) STRICT;
    `),
}
