import type { WritableDatabase } from '../store/database.ts'

const tables = ['audit_entries', 'audit_heads', 'audit_tip', 'audit_checkpoint', 'audit_forward'] as const

const columnsOf = {
  audit_entries: 'seq, at_ms, previous, hash, entry',
  audit_heads: 'n, seq, hash, at_ms, public_key, signature',
  audit_tip: 'id, n, seq, hash, at_ms, signature',
  audit_checkpoint: 'id, n, seq, hash, at_ms, reason, signature',
  audit_forward: 'target, seq',
} as const satisfies Record<(typeof tables)[number], string>

/**
 * Puts the audit log of the database file `fromPath` in the place of the one in `database`: what is restored from
 * a back-up keeps the log of the present, which no restore may cut. Both must be of the present schema; outside
 * of a transaction.
 */
export function carryAuditOver(database: WritableDatabase, fromPath: string): void {
  database.run('ATTACH DATABASE ? AS present', fromPath)
  try {
    database.durable(() => {
      for (const table of tables) {
        database.exec(`DELETE FROM main.${table}`)
        database.exec(
          `INSERT INTO main.${table} (${columnsOf[table]}) SELECT ${columnsOf[table]} FROM present.${table}`,
        )
      }
    })
  } finally {
    database.exec('DETACH DATABASE present')
  }
}
