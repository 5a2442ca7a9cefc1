import { rmSync } from 'node:fs'
import type { BackupContents, BackupDifference } from '../../../shared/contract/backup.ts'
import { AppError } from '../../../shared/errors.ts'
import { registerDifferences, registerIn, type RegisterInside } from '../register/index.ts'
import { Connection, type ReadableDatabase } from '../store/database.ts'
import { applicationId, schemaVersion } from '../store/migrate.ts'
import { verifyPages } from '../store/verify.ts'
import { type BackupHead, damaged } from './head.ts'

/** What is compared of a database; names are of what is there, in any order. */
export interface Inside {
  installation: string | null
  counts: BackupContents['counts']
  names: Record<'sites' | 'hosts' | 'people', string[]>
  register: RegisterInside
}

const counted = {
  sites: 'sites',
  hosts: 'hosts',
  machines: 'machines',
  people: 'people',
  credentials: 'credentials',
  auditEntries: 'audit_entries',
} as const

/** Names told of one difference. */
const NAMES_TOLD = 5

/** Setting that tells one installation from another; made at its first back-up. */
export const INSTALLATION_KEY = 'installation'

type Reads = ReadableDatabase

/** What a database holds; a table that its version did not have holds nothing. */
export function insideOf(database: Reads): Inside {
  const tables = new Set(database.column<string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`))
  const count = (table: string): number =>
    tables.has(table) ? (database.column<number>(`SELECT count(*) FROM ${table}`)[0] ?? 0) : 0
  const names = (table: string): string[] =>
    tables.has(table) ? database.column<string>(`SELECT name FROM ${table}`) : []
  const [installation] = tables.has('settings')
    ? database.column<string>('SELECT value FROM settings WHERE key = ?', INSTALLATION_KEY)
    : []
  return {
    installation: installation ?? null,
    counts: {
      sites: count(counted.sites),
      hosts: count(counted.hosts),
      machines: count(counted.machines),
      people: count(counted.people),
      credentials: count(counted.credentials),
      auditEntries: count(counted.auditEntries),
    },
    names: { sites: names('sites'), hosts: names('hosts'), people: names('people') },
    register: tables.has('register_texts') ? registerIn(database) : { state: 'none', wrong: 0 },
  }
}

/**
 * Looks at a database file that came out of a back-up: `backup.damaged` where it is none of ours or a page is
 * wrong, `backup.future` where a newer version made it. The file is only read.
 */
export async function inspect(
  path: string,
  signal: AbortSignal,
): Promise<{ schema: number; inside: Inside }> {
  try {
    const connection = new Connection(path, { readOnly: true, mustExist: true })
    try {
      // Nothing that a stored definition could call may run.
      connection.pragma('trusted_schema = OFF')
      const schema = Number(connection.pragma('user_version'))
      if (Number(connection.pragma('application_id')) !== applicationId)
        throw damaged('what is in it is no data of NovaCron')
      if (schema > schemaVersion) throw future(schema)
      const problems = await verifyPages(path, signal)
      if (problems.length > 0) throw damaged('pages of its database are wrong')
      return { schema, inside: insideOf(connection) }
    } finally {
      connection.close()
      for (const side of ['-wal', '-shm']) rmSync(path + side, { force: true })
    }
  } catch (error) {
    if (error instanceof AppError && (error.code === 'store.corrupt' || error.code === 'store.failed'))
      throw damaged('its database can’t be read')
    throw error
  }
}

/** A back-up of a newer version; `backup.future`. */
export const future = (schema: number): AppError =>
  new AppError(
    'backup.future',
    `This back-up was made by a newer NovaCron (schema ${schema}; this one knows ${schemaVersion}).`,
    {
      next: 'Install that version, then restore. Nothing was changed.',
      data: { schema, known: schemaVersion },
    },
  )

/** What restoring would change. */
export function differences(head: BackupHead, then: Inside, now: Inside): BackupDifference[] {
  const told: BackupDifference[] = []
  if (then.installation !== now.installation) told.push({ code: 'otherInstallation' })
  if (head.schema < schemaVersion) told.push({ code: 'olderVersion', version: head.version })
  for (const kind of ['sites', 'hosts', 'people'] as const) {
    const name = (code: 'gone' | 'back', names: readonly string[]) => {
      if (names.length === 0) return
      const more = Math.max(0, names.length - NAMES_TOLD)
      told.push({ code, kind, names: names.slice(0, NAMES_TOLD), more })
    }
    const here = new Set(now.names[kind])
    const there = new Set(then.names[kind])
    name(
      'gone',
      now.names[kind].filter(each => !there.has(each)),
    )
    name(
      'back',
      then.names[kind].filter(each => !here.has(each)),
    )
  }
  told.push(...registerDifferences(then.register, now.register))
  for (const kind of ['machines', 'credentials'] as const) {
    const [before, after] = [now.counts[kind], then.counts[kind]]
    if (before !== after) told.push({ code: 'count', kind, now: before, after })
  }
  if (then.counts.people > 0) told.push({ code: 'people' })
  return told
}
