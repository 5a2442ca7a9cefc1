import type { PersonId } from '../../../../shared/ids.ts'
import type { WritableDatabase } from '../../store/database.ts'
import type { PublicKey } from '../keys.ts'
import type { Argon2Cost } from '../types.ts'

export type DoorKind = 'passphrase' | 'keychain' | 'recovery'

/** One way to a person's keys. */
export interface Door {
  salt: Buffer
  /** Zeros where the way needs no slow derivation. */
  cost: Argon2Cost
  sealed: Buffer
  /** SHA-256 of all of it, to tell damage from a wrong passphrase; proves nothing against a forger. */
  digest: Buffer
}

interface DoorRow {
  salt: Buffer
  memory_kib: number
  passes: number
  sealed: Buffer
  digest: Buffer
}

/** The tables `vault_people`, `vault_doors` and `vault_own`. */
export function peopleTables(database: WritableDatabase) {
  return {
    publicKey: (personId: PersonId): PublicKey | undefined =>
      database.get<{ public_key: PublicKey }>(
        'SELECT public_key FROM vault_people WHERE person_id = ?',
        personId,
      )?.public_key,
    addPerson: (personId: PersonId, publicKey: PublicKey, atMs: number): void => {
      database.run('INSERT INTO vault_people VALUES (?, ?, ?)', personId, publicKey, atMs)
    },
    setPublicKey: (personId: PersonId, publicKey: PublicKey): void => {
      database.run('UPDATE vault_people SET public_key = ? WHERE person_id = ?', publicKey, personId)
    },
    /** Takes doors and own records along. */
    removePerson: (personId: PersonId): void => {
      database.run('DELETE FROM vault_people WHERE person_id = ?', personId)
    },
    door: (personId: PersonId, kind: DoorKind): Door | undefined => {
      const row = database.get<DoorRow>(
        'SELECT * FROM vault_doors WHERE person_id = ? AND kind = ?',
        personId,
        kind,
      )
      return (
        row && {
          salt: row.salt,
          cost: { memoryKib: row.memory_kib, passes: row.passes },
          sealed: row.sealed,
          digest: row.digest,
        }
      )
    },
    putDoor: (personId: PersonId, kind: DoorKind, door: Door): void => {
      database.run(
        'INSERT OR REPLACE INTO vault_doors VALUES (?, ?, ?, ?, ?, ?, ?)',
        personId,
        kind,
        door.salt,
        door.cost.memoryKib,
        door.cost.passes,
        door.sealed,
        door.digest,
      )
    },
    removeDoor: (personId: PersonId, kind: DoorKind): void => {
      database.run('DELETE FROM vault_doors WHERE person_id = ? AND kind = ?', personId, kind)
    },
    withDoor: (kind: DoorKind): PersonId[] =>
      database.column<PersonId>('SELECT person_id FROM vault_doors WHERE kind = ? ORDER BY 1', kind),
    /** What most people's passphrases cost; the dearer of two as frequent. */
    usualCost: (): Argon2Cost | undefined =>
      database.get<Argon2Cost>(
        `SELECT memory_kib AS memoryKib, passes FROM vault_doors WHERE kind = 'passphrase'
         GROUP BY 1, 2 ORDER BY count(*) DESC, 1 DESC, 2 DESC LIMIT 1`,
      ),
    own: (personId: PersonId, kind: string): Buffer | undefined =>
      database.get<{ sealed: Buffer }>(
        'SELECT sealed FROM vault_own WHERE person_id = ? AND kind = ?',
        personId,
        kind,
      )?.sealed,
    putOwn: (personId: PersonId, kind: string, sealed: Buffer): void => {
      database.run('INSERT OR REPLACE INTO vault_own VALUES (?, ?, ?)', personId, kind, sealed)
    },
    removeOwn: (personId: PersonId, kind: string): void => {
      database.run('DELETE FROM vault_own WHERE person_id = ? AND kind = ?', personId, kind)
    },
  }
}

export type PeopleTables = ReturnType<typeof peopleTables>
