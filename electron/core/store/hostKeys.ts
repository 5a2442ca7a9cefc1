import type { HostId } from '../../../shared/ids.ts'
import type { WritableDatabase } from './database.ts'
import type { HostKeys, PinnedKey } from './types.ts'

interface Row {
  endpoint: string
  sha256: string
  algorithm: string
  public_key: Buffer
  pinned_at_ms: number
}

/** The `host_keys` table. */
export function hostKeys(database: WritableDatabase): HostKeys {
  const insert = (hostId: HostId, key: PinnedKey) =>
    database.run(
      `INSERT INTO host_keys (host_id, endpoint, sha256, algorithm, public_key, pinned_at_ms)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      hostId,
      key.endpoint,
      key.sha256,
      key.algorithm,
      key.publicKey,
      key.pinnedAtMs,
    )
  return {
    list: hostId =>
      database
        .all<Row>('SELECT * FROM host_keys WHERE host_id = ? ORDER BY endpoint, pinned_at_ms, sha256', hostId)
        .map(row => ({
          endpoint: row.endpoint,
          algorithm: row.algorithm,
          publicKey: row.public_key,
          sha256: row.sha256,
          pinnedAtMs: row.pinned_at_ms,
        })),
    holders: (endpoint, sha256) =>
      database.column<HostId>(
        'SELECT host_id FROM host_keys WHERE endpoint = ? AND sha256 = ?',
        endpoint,
        sha256,
      ),
    pin: (hostId, key) =>
      database.durable(() => {
        insert(hostId, key)
      }),
    forget: (hostId, endpoint, sha256) =>
      database.durable(() => {
        database.run(
          'DELETE FROM host_keys WHERE host_id = ? AND endpoint = ? AND sha256 = ?',
          hostId,
          endpoint,
          sha256,
        )
      }),
    replace: (hostId, endpoint, key) =>
      database.durable(() => {
        database.run('DELETE FROM host_keys WHERE host_id = ? AND endpoint = ?', hostId, endpoint)
        insert(hostId, { ...key, endpoint })
      }),
  }
}
