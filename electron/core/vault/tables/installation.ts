import { randomBytes } from 'node:crypto'
import type { ReadableDatabase, WritableDatabase } from '../../store/database.ts'

/** The number is kept this often and the most frequent one holds: everything sealed hangs on it. */
const COPIES = 3

/** This installation's number, hexadecimal: bound into everything sealed, so nothing opens in another's file. Undefined until somebody has keys. */
export function installationId(database: Pick<ReadableDatabase, 'get'>): string | undefined {
  return database
    .get<{ id: Buffer }>('SELECT id FROM vault_installation GROUP BY id ORDER BY count(*) DESC LIMIT 1')
    ?.id.toString('hex')
}

/** As above, and made where there is none. */
export function ensureInstallation(database: WritableDatabase): string {
  const stored = installationId(database)
  if (stored !== undefined) return stored
  const id = randomBytes(16)
  for (let copy = 1; copy <= COPIES; copy++)
    database.run('INSERT INTO vault_installation VALUES (?, ?)', copy, id)
  return id.toString('hex')
}
