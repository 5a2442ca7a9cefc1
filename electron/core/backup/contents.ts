import { rmSync } from 'node:fs'
import type { BackupContents } from '../../../shared/contract/backup.ts'
import { AppError } from '../../../shared/errors.ts'
import { Connection } from '../store/database.ts'
import { applicationId, schemaVersion } from '../store/migrate.ts'
import { verifyPages } from '../store/verify.ts'
import { type BackupHead, damaged } from './head.ts'

/** What is compared of a database; names are of what is there, in any order. */
export interface Inside {
  installation: string | null
  counts: BackupContents['counts']
  names: Record<'sites' | 'hosts' | 'people', string[]>
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

type Reads = Pick<Connection, 'column'>

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

const list = (names: readonly string[]): string => {
  const told = names.slice(0, NAMES_TOLD).map(name => `“${name}”`)
  return names.length > NAMES_TOLD
    ? `${told.join(', ')} and ${names.length - NAMES_TOLD} more`
    : told.join(', ')
}

const words = { sites: 'Sites', hosts: 'Hosts', people: 'People' } as const

/** What restoring would change, in words. */
export function differences(head: BackupHead, then: Inside, now: Inside): string[] {
  const told: string[] = []
  if (then.installation !== now.installation)
    told.push('It was made on another installation: all that is here gives way to what was there.')
  if (head.schema < schemaVersion)
    told.push(
      `It was made by version ${head.version}; its data is brought up to this version when it is restored.`,
    )
  for (const kind of ['sites', 'hosts', 'people'] as const) {
    const here = new Set(now.names[kind])
    const there = new Set(then.names[kind])
    const gone = now.names[kind].filter(name => !there.has(name))
    const back = then.names[kind].filter(name => !here.has(name))
    if (gone.length > 0) told.push(`${words[kind]} that would be gone: ${list(gone)}.`)
    if (back.length > 0) told.push(`${words[kind]} that would be back: ${list(back)}.`)
  }
  const change = (what: string, from: number, to: number) => {
    if (from !== to) told.push(`${what}: ${from} now, ${to} after.`)
  }
  change('Machines known', now.counts.machines, then.counts.machines)
  change('Credentials', now.counts.credentials, then.counts.credentials)
  if (then.counts.people > 0)
    told.push(
      'Passphrases, roles and policies are those of that time; everybody has to sign in again. The audit log goes on.',
    )
  return told
}
