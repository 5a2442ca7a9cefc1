import type { Migration } from './migration.ts'

/** What a person configured: sites as a tree, hosts in them. */
export const sitesAndHosts: Migration = {
  version: 1,
  up: database =>
    database.exec(`
      CREATE TABLE sites (
        id TEXT NOT NULL PRIMARY KEY,
        parent_id TEXT REFERENCES sites (id),
        name TEXT NOT NULL,
        production INTEGER NOT NULL,
        options TEXT NOT NULL
      ) STRICT;
      CREATE INDEX sites_by_parent ON sites (parent_id);
      CREATE TABLE hosts (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        site_id TEXT REFERENCES sites (id),
        uri TEXT NOT NULL,
        auto_connect INTEGER NOT NULL,
        options TEXT NOT NULL,
        created_at_ms REAL NOT NULL
      ) STRICT;
      CREATE INDEX hosts_by_site ON hosts (site_id);
    `),
}
