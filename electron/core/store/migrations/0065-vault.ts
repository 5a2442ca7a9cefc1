import type { Migration } from './migration.ts'

/**
 * The vault: people's key pairs behind their doors, sites' keys sealed to people, records sealed for sites. What is
 * sealed is bound to the names beside it, so no row can be moved; `site` is a site's id or `fleet`. People and sites
 * are not referred to by foreign keys: losing one of those rows to damage must not take the keys along.
 */
export const vault: Migration = {
  version: 65,
  up: database =>
    database.exec(`
      CREATE TABLE vault_installation (
        copy INTEGER NOT NULL PRIMARY KEY,
        id BLOB NOT NULL
      ) STRICT;
      CREATE TABLE vault_people (
        person_id TEXT NOT NULL PRIMARY KEY,
        public_key BLOB NOT NULL,
        created_at_ms REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_doors (
        person_id TEXT NOT NULL REFERENCES vault_people (person_id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('passphrase', 'keychain', 'recovery')),
        salt BLOB NOT NULL,
        memory_kib INTEGER NOT NULL,
        passes INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        digest BLOB NOT NULL,
        PRIMARY KEY (person_id, kind)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_own (
        person_id TEXT NOT NULL REFERENCES vault_people (person_id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (person_id, kind)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_sites (
        site TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        rotation_due INTEGER NOT NULL,
        made_at_ms REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_holders (
        site TEXT NOT NULL,
        person_id TEXT NOT NULL,
        PRIMARY KEY (site, person_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_seals (
        site TEXT NOT NULL REFERENCES vault_sites (site) ON DELETE CASCADE,
        person_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (site, person_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX vault_seals_by_person ON vault_seals (person_id);
      CREATE TABLE vault_records (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        site TEXT NOT NULL,
        version INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (kind, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX vault_records_by_site ON vault_records (site);
    `),
}
