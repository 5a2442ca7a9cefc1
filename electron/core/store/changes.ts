import type { HostId } from '../../../shared/ids.ts'
import type { ChangeKind, FieldChange, StoredChange } from '../../../shared/models/change.ts'
import type { ReadableDatabase, WritableDatabase } from './database.ts'
import { retentionOf } from './retention.ts'
import type { Changes, NewChange } from './types.ts'

export type { NewChange } from './types.ts'

/** A change that happens again to the same subject within this time is counted on its row instead of told anew. */
const foldMs = 10 * 60_000

/** Fields of one change, and the length of a text in one: peers name these things. */
const fieldsMax = 40
const textMax = 400

interface Row {
  id: number
  at_ms: number
  after_ms: number | null
  host_id: HostId
  kind: ChangeKind
  key: string
  subject: string
  change: StoredChange['change']
  detail: string
  times: number
}

/** Who is told of each database. */
const listening = new WeakMap<ReadableDatabase, Set<(told: readonly NewChange[]) => void>>()

function listen(database: ReadableDatabase, listener: (told: readonly NewChange[]) => void): () => void {
  const listeners = listening.get(database) ?? new Set()
  listening.set(database, listeners.add(listener))
  return () => listeners.delete(listener)
}

/** The `changes` table, as it is read. */
export function changes(database: ReadableDatabase): Changes {
  return {
    since: (sinceMs, limit) =>
      database
        .all<Row>(
          'SELECT * FROM changes WHERE at_ms >= ? ORDER BY at_ms DESC, id DESC LIMIT ?',
          sinceMs,
          Math.max(0, Math.floor(limit)),
        )
        .map(read),
    lastOf: (hostId, kind, key) =>
      database.column<number>(
        'SELECT at_ms FROM changes WHERE host_id = ? AND key = ? AND kind = ? ORDER BY id DESC LIMIT 1',
        hostId,
        key,
        kind,
      )[0] ?? null,
    onNoted: callback => listen(database, () => callback()),
    onTold: callback => listen(database, callback),
    beganMs: () => database.column<number | null>('SELECT min(at_ms) FROM changes')[0] ?? null,
  }
}

/** Notes changes in the caller's transaction; a flapping subject keeps one row. */
export function noteChanges(database: WritableDatabase, told: readonly NewChange[]): void {
  if (told.length === 0) return
  // After the transaction: whoever listens reads what it left.
  setImmediate(() => {
    for (const listener of [...(listening.get(database) ?? [])]) listener(told)
  })
  let last = 0
  for (const change of told) {
    if (change.change === 'changed' && fold(database, change)) continue
    last = database.insert(
      `INSERT INTO changes (at_ms, after_ms, host_id, kind, key, subject, change, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      change.atMs,
      // A clock that was set back: it did not change before it was last seen unchanged, as far as one can tell.
      change.afterMs === null ? null : Math.min(change.afterMs, change.atMs),
      change.hostId,
      change.kind,
      change.key,
      bounded(change.subject),
      change.change,
      JSON.stringify((change.fields ?? []).slice(0, fieldsMax).map(boundedField)),
    )
  }
  if (last === 0) return
  const { changesKept, changesKeptMs } = retentionOf(database)
  database.run('DELETE FROM changes WHERE id <= ?', last - changesKept)
  const newest = told.reduce((most, { atMs }) => Math.max(most, atMs), 0)
  database.run('DELETE FROM changes WHERE at_ms < ?', newest - changesKeptMs)
}

/** Joins the change with the subject's last one where that is of the same kind and fresh; false where there is none. */
function fold(database: WritableDatabase, change: NewChange): boolean {
  const before = database.get<Row>(
    `SELECT * FROM changes WHERE host_id = ? AND key = ? AND kind = ? ORDER BY id DESC LIMIT 1`,
    change.hostId,
    change.key,
    change.kind,
  )
  if (before === undefined || before.change !== 'changed') return false
  if (change.atMs < before.at_ms || change.atMs - before.at_ms > foldMs) return false
  const fields = joined(JSON.parse(before.detail), (change.fields ?? []).map(boundedField))
  database.run(
    'UPDATE changes SET at_ms = ?, subject = ?, detail = ?, times = times + 1 WHERE id = ?',
    change.atMs,
    bounded(change.subject),
    JSON.stringify(fields.slice(0, fieldsMax)),
    before.id,
  )
  return true
}

/** How it began from the first, how it ended from the second. */
function joined(first: readonly FieldChange[], second: readonly FieldChange[]): FieldChange[] {
  const begun = new Map(first.map(field => [field.field, field.from]))
  const ended = new Map([...first, ...second].map(field => [field.field, field]))
  return [...ended.values()].map(field => ({ ...field, from: begun.get(field.field) ?? field.from }))
}

const bounded = (text: string): string => (text.length > textMax ? `${text.slice(0, textMax)}…` : text)

function boundedField({ field, from, to }: FieldChange): FieldChange {
  const plain = (value: FieldChange['from']) => (typeof value === 'string' ? bounded(value) : value)
  return { field, from: plain(from), to: plain(to) }
}

function read(row: Row): StoredChange {
  return {
    id: row.id,
    atMs: row.at_ms,
    afterMs: row.after_ms,
    hostId: row.host_id,
    kind: row.kind,
    key: row.key,
    subject: row.subject,
    change: row.change,
    fields: JSON.parse(row.detail),
    times: row.times,
  }
}
