import type { CredentialId, HostId, SiteId } from '../../../shared/ids.ts'
import type { Credential } from '../../../shared/contract/credentials.ts'
import { folded } from '../hosts/namedCredentials.ts'
import type { WritableDatabase } from '../store/index.ts'

/** A credential without its secret. All times are Unix ms. */
export interface StoredCredential {
  id: CredentialId
  name: string
  kind: Credential['kind']
  siteId: SiteId | null
  userName: string | null
  fingerprint: string | null
  createdAtMs: number
  changedAtMs: number
  /** When its secret was last replaced: a refusal of an older one says nothing of it. */
  secretAtMs: number
  changedBy: string
}

/** A host that did not accept it. */
export interface StoredRefusal {
  credentialId: CredentialId
  hostId: HostId
  atMs: number
}

interface Row {
  id: CredentialId
  name: string
  kind: Credential['kind']
  site_id: SiteId | null
  user_name: string | null
  fingerprint: string | null
  created_ms: number
  changed_ms: number
  secret_ms: number
  changed_by: string
}

/** The tables `credentials` and `credential_refusals`. */
export class CredentialTable {
  readonly #database: WritableDatabase

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  list(): StoredCredential[] {
    return this.#database.all<Row>('SELECT * FROM credentials ORDER BY folded').map(read)
  }

  insert(one: StoredCredential): void {
    this.#database.run(
      `INSERT INTO credentials
         (id, name, folded, kind, site_id, user_name, fingerprint, created_ms, changed_ms, secret_ms, changed_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      one.id,
      one.name,
      folded(one.name),
      one.kind,
      one.siteId,
      one.userName,
      one.fingerprint,
      one.createdAtMs,
      one.changedAtMs,
      one.secretAtMs,
      one.changedBy,
    )
  }

  update(one: StoredCredential): void {
    this.#database.run(
      `UPDATE credentials SET name = ?, folded = ?, kind = ?, user_name = ?, fingerprint = ?, changed_ms = ?,
         secret_ms = ?, changed_by = ? WHERE id = ?`,
      one.name,
      folded(one.name),
      one.kind,
      one.userName,
      one.fingerprint,
      one.changedAtMs,
      one.secretAtMs,
      one.changedBy,
      one.id,
    )
  }

  remove(id: CredentialId): void {
    this.#database.run('DELETE FROM credentials WHERE id = ?', id)
  }

  refusals(): StoredRefusal[] {
    return this.#database
      .all<{ credential_id: CredentialId; host_id: HostId; at_ms: number }>(
        'SELECT * FROM credential_refusals ORDER BY at_ms',
      )
      .map(row => ({ credentialId: row.credential_id, hostId: row.host_id, atMs: row.at_ms }))
  }

  /** Durable: a refused password must not be tried again after a crash either. */
  refuse({ credentialId, hostId, atMs }: StoredRefusal): void {
    this.#database.durable(() =>
      this.#database.run(
        `INSERT INTO credential_refusals (credential_id, host_id, at_ms) VALUES (?, ?, ?)
         ON CONFLICT (credential_id, host_id) DO UPDATE SET at_ms = excluded.at_ms`,
        credentialId,
        hostId,
        atMs,
      ),
    )
  }

  /** Of one host, or of all where it is null. */
  allow(credentialId: CredentialId, hostId: HostId | null): void {
    this.#database.run(
      'DELETE FROM credential_refusals WHERE credential_id = ? AND (? IS NULL OR host_id = ?)',
      credentialId,
      hostId,
      hostId,
    )
  }
}

const read = (row: Row): StoredCredential => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  siteId: row.site_id,
  userName: row.user_name,
  fingerprint: row.fingerprint,
  createdAtMs: row.created_ms,
  changedAtMs: row.changed_ms,
  secretAtMs: row.secret_ms,
  changedBy: row.changed_by,
})
