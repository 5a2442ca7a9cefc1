import type { Migration } from './migration.ts'

/** Pools, volumes, networks, leases, snapshots, devices and capabilities as last seen, and what libvirt says of the host. */
export const resources: Migration = {
  version: 6,
  up: database =>
    database.exec(`
      CREATE TABLE resources (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        xml TEXT,
        as_of_ms REAL NOT NULL,
        PRIMARY KEY (host_id, kind, key)
      ) STRICT;
      CREATE INDEX resources_by_kind ON resources (kind);
      CREATE TABLE resource_confirmations (
        host_id TEXT NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        at_ms REAL NOT NULL,
        PRIMARY KEY (host_id, kind)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE host_facts (
        host_id TEXT NOT NULL PRIMARY KEY REFERENCES hosts (id) ON DELETE CASCADE,
        facts TEXT NOT NULL
      ) STRICT;
    `),
}
