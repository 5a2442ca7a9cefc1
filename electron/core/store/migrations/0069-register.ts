import type { Migration } from './migration.ts'

/**
 * The signed register of people, public keys and rights. Its text is kept twice, so that one damaged row is not the
 * end of it; seals hold the key that signs it, for those who manage people; pins are what each person knows of it,
 * sealed to themselves. A pin goes with its person's keys.
 */
export const register: Migration = {
  version: 69,
  up: database =>
    database.exec(`
      CREATE TABLE register_texts (
        copy INTEGER PRIMARY KEY,
        text TEXT NOT NULL,
        signature TEXT NOT NULL
      ) STRICT;
      CREATE TABLE register_seals (
        person_id TEXT PRIMARY KEY,
        n INTEGER NOT NULL,
        sealed BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE register_pins (
        person_id TEXT PRIMARY KEY REFERENCES vault_people (person_id) ON DELETE CASCADE,
        sealed BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
    `),
}
