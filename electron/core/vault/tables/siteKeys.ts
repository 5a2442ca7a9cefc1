import type { PersonId } from '../../../../shared/ids.ts'
import type { WritableDatabase } from '../../store/database.ts'
import type { PublicKey } from '../keys.ts'
import type { SiteName } from '../site.ts'

/** The present key of a site. */
export interface StoredSiteKey {
  site: SiteName
  version: number
  rotationDue: boolean
}

/** A site's key as one person can open it. */
export interface Seal {
  personId: PersonId
  version: number
  sealed: Buffer
}

/** Somebody who is to hold a key, and what it is sealed to; null while they have no keys. */
export interface Holder {
  personId: PersonId
  publicKey: PublicKey | null
}

interface SiteRow {
  site: SiteName
  version: number
  rotation_due: number
}

const toKey = (row: SiteRow): StoredSiteKey => ({
  site: row.site,
  version: row.version,
  rotationDue: row.rotation_due !== 0,
})

/** The tables `vault_sites`, `vault_holders` (who is to hold a key) and `vault_seals` (who does). */
export function siteKeyTables(database: WritableDatabase) {
  return {
    keys: (): StoredSiteKey[] => database.all<SiteRow>('SELECT * FROM vault_sites ORDER BY site').map(toKey),
    key: (site: SiteName): StoredSiteKey | undefined => {
      const row = database.get<SiteRow>('SELECT * FROM vault_sites WHERE site = ?', site)
      return row && toKey(row)
    },
    /** Keys to be made anew, sealed to somebody who is not to hold them, or not yet to somebody who is. */
    unsettled: (): StoredSiteKey[] =>
      database
        .all<SiteRow>(
          `SELECT * FROM vault_sites AS key WHERE rotation_due = 1
           OR EXISTS (SELECT 1 FROM vault_seals AS seal WHERE seal.site = key.site AND NOT EXISTS (
             SELECT 1 FROM vault_holders AS holder JOIN vault_people USING (person_id)
             WHERE holder.site = seal.site AND holder.person_id = seal.person_id))
           OR EXISTS (SELECT 1 FROM vault_holders AS holder JOIN vault_people USING (person_id)
             WHERE holder.site = key.site AND NOT EXISTS (
               SELECT 1 FROM vault_seals AS seal
               WHERE seal.site = holder.site AND seal.person_id = holder.person_id))
           ORDER BY site`,
        )
        .map(toKey),
    putKey: (site: SiteName, version: number, atMs: number): void => {
      database.run(
        `INSERT INTO vault_sites VALUES (?, ?, 0, ?) ON CONFLICT DO UPDATE
         SET version = excluded.version, rotation_due = 0, made_at_ms = excluded.made_at_ms`,
        site,
        version,
        atMs,
      )
    },
    /** Takes the seals along. */
    removeKey: (site: SiteName): void => {
      database.run('DELETE FROM vault_sites WHERE site = ?', site)
    },
    markDue: (site: SiteName): void => {
      database.run('UPDATE vault_sites SET rotation_due = 1 WHERE site = ? AND rotation_due = 0', site)
    },
    markDueOf: (personId: PersonId): void => {
      database.run(
        `UPDATE vault_sites SET rotation_due = 1
         WHERE site IN (SELECT site FROM vault_seals WHERE person_id = ?)`,
        personId,
      )
    },

    holders: (site: SiteName): Holder[] =>
      database.all<Holder>(
        `SELECT person_id AS personId, public_key AS publicKey
         FROM vault_holders LEFT JOIN vault_people USING (person_id) WHERE site = ? ORDER BY 1`,
        site,
      ),
    isHolder: (site: SiteName, personId: PersonId): boolean =>
      database.get('SELECT 1 FROM vault_holders WHERE site = ? AND person_id = ?', site, personId) !==
      undefined,
    heldSites: (): SiteName[] => database.column<SiteName>('SELECT DISTINCT site FROM vault_holders'),
    addHolder: (site: SiteName, personId: PersonId): void => {
      database.run('INSERT INTO vault_holders VALUES (?, ?)', site, personId)
    },
    removeHolder: (site: SiteName, personId: PersonId): void => {
      database.run('DELETE FROM vault_holders WHERE site = ? AND person_id = ?', site, personId)
    },
    removeHolderEverywhere: (personId: PersonId): void => {
      database.run('DELETE FROM vault_holders WHERE person_id = ?', personId)
    },

    seals: (site: SiteName): Seal[] =>
      database.all<Seal>(
        'SELECT person_id AS personId, version, sealed FROM vault_seals WHERE site = ? ORDER BY 1',
        site,
      ),
    seal: (site: SiteName, personId: PersonId): Seal | undefined =>
      database.get<Seal>(
        'SELECT person_id AS personId, version, sealed FROM vault_seals WHERE site = ? AND person_id = ?',
        site,
        personId,
      ),
    putSeal: (site: SiteName, seal: Seal): void => {
      database.run(
        'INSERT OR REPLACE INTO vault_seals VALUES (?, ?, ?, ?)',
        site,
        seal.personId,
        seal.version,
        seal.sealed,
      )
    },
    removeSeal: (site: SiteName, personId: PersonId): void => {
      database.run('DELETE FROM vault_seals WHERE site = ? AND person_id = ?', site, personId)
    },
    removeSeals: (site: SiteName): void => {
      database.run('DELETE FROM vault_seals WHERE site = ?', site)
    },
    removeSealsOf: (personId: PersonId): void => {
      database.run('DELETE FROM vault_seals WHERE person_id = ?', personId)
    },
    /** Sites whose key this person alone can open. */
    onlyHeldBy: (personId: PersonId): SiteName[] =>
      database.column<SiteName>(
        `SELECT site FROM vault_seals WHERE person_id = ?
         AND NOT EXISTS (SELECT 1 FROM vault_seals other WHERE other.site = vault_seals.site AND other.person_id <> vault_seals.person_id)`,
        personId,
      ),
  }
}

export type SiteKeyTables = ReturnType<typeof siteKeyTables>
