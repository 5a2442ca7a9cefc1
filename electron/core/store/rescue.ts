import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'
import { configure } from './configure.ts'
import { Connection, type Value } from './database.ts'
import { decodeIds } from './lineCodec.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'

/** What was carried over from a damaged database. */
export interface Rescued {
  sites: number
  hosts: number
  machines: number
  definitions: number
}

/** Columns that hold JSON; a row whose text no longer parses is not carried over. */
const jsonColumns = [
  ['sites', 'options'],
  ['hosts', 'options'],
  ['machines', 'facts'],
  ['host_facts', 'facts'],
  ['resources', 'value'],
  ['settings', 'value'],
  ['events', 'event'],
  ['changes', 'detail'],
] as const

/**
 * Fills the new database `to` with every row of the damaged one `from` that can still be read and is
 * whole; `from` is only read. Null when nothing could be. Throws store.full and the like about `to`.
 */
export function rescue(from: string, to: string): Rescued | null {
  const target = new Connection(to)
  try {
    configure(target)
    const rescued = readable(() => {
      const source = new Connection(from, { damaged: true })
      try {
        return carryOver(source, target)
      } finally {
        source.close()
      }
    })
    target.pragma('foreign_keys = ON')
    migrate(target)
    return rescued
  } finally {
    target.close()
  }
}

function carryOver(source: Connection, target: Connection): Rescued | null {
  const version = Number(source.pragma('user_version'))
  if (version < 1 || version > schemaVersion) return null
  migrate(
    target,
    migrations.filter(step => step.version <= version),
  )
  // Rows come in any order and some parents are gone: `dropOrphans` restores the references at the end.
  target.pragma('foreign_keys = OFF')
  target.transaction(() => {
    const tables = tablesOf(target)
    for (const table of tables) copy(source, target, table)
    const names = new Set(tables.map(table => table.name))
    for (const [table, column] of jsonColumns) {
      if (names.has(table)) target.run(`DELETE FROM ${table} WHERE NOT json_valid(${column})`)
    }
    if (names.has('definitions')) dropBrokenDefinitions(target)
    dropOrphans(target, tables)
    if (version >= 5) {
      target.run(
        `INSERT INTO definition_line_trigrams (rowid, text)
         SELECT id, text FROM definition_lines WHERE indexed = 1`,
      )
    }
  })
  const count = (table: string): number =>
    tablesOf(target).some(({ name }) => name === table)
      ? (target.column<number>(`SELECT count(*) FROM ${table}`)[0] ?? 0)
      : 0
  return {
    sites: count('sites'),
    hosts: count('hosts'),
    machines: count('machines'),
    definitions: count('definitions'),
  }
}

interface Table {
  name: string
  /** 1 for WITHOUT ROWID. */
  wr: number
}

/** Our own tables: not SQLite's, not the index's, which is built anew, nor the versions, which triggers count. */
function tablesOf(database: Connection): Table[] {
  return database.all<Table>(
    `SELECT name, wr FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'search_versions'`,
  )
}

/** Reads from the front up to the damage and then from the back down to it; what comes twice is ignored. */
function copy(source: Connection, target: Connection, table: Table): void {
  const columns = target.all<{ name: string; pk: number }>(
    `SELECT name, pk FROM pragma_table_info(?)`,
    table.name,
  )
  const names = columns.map(column => column.name)
  const key = table.wr
    ? columns.filter(column => column.pk > 0).sort((a, b) => a.pk - b.pk)
    : [{ name: 'rowid' }]
  const insert = `INSERT OR IGNORE INTO ${table.name} (${names.join()}) VALUES (${names.map(() => '?').join()})`
  for (const direction of ['ASC', 'DESC']) {
    const order = key.map(column => `${column.name} ${direction}`).join()
    const whole = readable(() => {
      for (const row of source.iterate<Value[]>(
        `SELECT ${names.join()} FROM ${table.name} NOT INDEXED ORDER BY ${order}`,
      )) {
        insertIfSound(target, insert, row)
      }
      return true
    })
    if (whole) return
  }
}

/** A garbled row breaks a STRICT table's types or references; such a row is what the damage took. */
function insertIfSound(target: Connection, insert: string, row: Value[]): void {
  try {
    target.run(insert, ...row)
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return
    throw error
  }
}

/** Keeps only the definitions whose lines still give the text of their hash. */
function dropBrokenDefinitions(target: Connection): void {
  const lines = new Map(target.rows<[number, string]>('SELECT id, text FROM definition_lines'))
  for (const [id, hash, ids] of target.rows<[number, Buffer, Buffer]>(
    'SELECT id, hash, lines FROM definitions',
  )) {
    const text = Array.from(decodeIds(ids), line => lines.get(line) ?? '').join('\n')
    if (createHash('sha256').update(text).digest().equals(hash)) continue
    target.run('DELETE FROM definitions WHERE id = ?', id)
  }
}

/** Clears references to rows that are gone where the schema allows it, and drops the rows where it doesn't. */
function dropOrphans(target: Connection, tables: Table[]): void {
  for (;;) {
    let changes = 0
    for (const table of tables) {
      const references = target.all<{ id: number; table: string; from: string; to: string }>(
        `SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?)`,
        table.name,
      )
      for (const id of new Set(references.map(reference => reference.id))) {
        const parts = references.filter(reference => reference.id === id)
        const [first] = parts
        if (!first) continue
        const isOrphan = `${parts.map(part => `c."${part.from}" IS NOT NULL`).join(' AND ')} AND NOT EXISTS (
          SELECT 1 FROM ${first.table} p WHERE ${parts.map(part => `p."${part.to}" = c."${part.from}"`).join(' AND ')})`
        const [nullable] = target.column<number>(
          `SELECT min("notnull" = 0) FROM pragma_table_info(?) WHERE name IN (SELECT value FROM json_each(?))`,
          table.name,
          JSON.stringify(parts.map(part => part.from)),
        )
        changes += target.run(
          nullable
            ? `UPDATE ${table.name} AS c SET ${parts.map(part => `"${part.from}" = NULL`).join()} WHERE ${isOrphan}`
            : `DELETE FROM ${table.name} AS c WHERE ${isOrphan}`,
        )
      }
    }
    if (changes === 0) return
  }
}

/** The work's result, or null where it met damage. */
function readable<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'store.corrupt') return null
    throw error
  }
}
