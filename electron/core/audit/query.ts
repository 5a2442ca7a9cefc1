import { setImmediate as breathe } from 'node:timers/promises'
import { AuditEntry, type AuditFilter } from '../../../shared/contract/audit.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { FleetThing } from '../../../shared/models/access.ts'
import type { ReadableDatabase, Value } from '../store/database.ts'

/** Places looked at before other work gets its turn; a text is looked for in a few milliseconds. */
const WINDOW = 5_000

type Row = [seq: number, atMs: number, text: string]

/** An entry as it is stored; null for text that is none any more (somebody edited the file: a verification names it). */
export function entryOf([seq, atMs, text]: Row): AuditEntry | null {
  try {
    const parsed = AuditEntry.safeParse({ ...JSON.parse(text), seq, atMs })
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** What SQLite can decide; the rest is `matches`. */
function conditions(filter: AuditFilter): { sql: string; values: Value[] } {
  const parts: [string, ...Value[]][] = []
  if (filter.person !== undefined) parts.push(['person = ?', filter.person])
  if (filter.act !== undefined)
    parts.push(["(act = ? OR act LIKE ? ESCAPE '\\')", filter.act, `${likeText(`${filter.act}.`).slice(1)}`])
  if (filter.result !== undefined)
    parts.push([filter.result === 'done' ? 'result = ?' : "(result <> 'done' AND result = ?)", filter.result])
  if (filter.machine !== undefined) parts.push(['place = ?', filter.machine])
  else if (filter.hostId !== undefined)
    parts.push([
      '(place = ? OR (place > ? AND place < ?))',
      filter.hostId,
      `${filter.hostId}/`,
      `${filter.hostId}0`,
    ])
  // As the canonical text has it; the rest is decided on the entry itself.
  if (filter.shell !== undefined) parts.push(['entry LIKE ?', `%"shell":"${filter.shell}"%`])
  if (filter.sinceMs !== undefined) parts.push(['at_ms >= ?', filter.sinceMs])
  if (filter.untilMs !== undefined) parts.push(['at_ms <= ?', filter.untilMs])
  // Only what JSON writes as it is; the rest is decided on the entry itself.
  const plain = filter.text
    ?.trim()
    .split(/["\\]/)
    .sort((a, b) => b.length - a.length)[0]
  if (plain && /^[\x20-\x7e]*$/.test(plain)) parts.push(["entry LIKE ? ESCAPE '\\'", likeText(plain)])
  return {
    sql: parts.map(([sql]) => ` AND ${sql}`).join(''),
    values: parts.flatMap(([, ...values]) => values),
  }
}

/** True where the entry fits the filter: the same answer for what is stored and for what comes. */
export function matches(entry: AuditEntry, filter: AuditFilter): boolean {
  const { act, sinceMs, untilMs } = filter
  if (filter.person !== undefined && filter.person.toLowerCase() !== entry.person?.toLowerCase()) return false
  if (act !== undefined && entry.act !== act && !entry.act.startsWith(`${act}.`)) return false
  if (filter.result !== undefined && filter.result !== entry.result) return false
  if (filter.shell !== undefined && filter.shell !== entry.shell) return false
  if (filter.object !== undefined && !entry.object.toLowerCase().includes(filter.object.trim().toLowerCase()))
    return false
  if (filter.hostId !== undefined && filter.hostId !== entry.hostId) return false
  if (filter.machine !== undefined && filter.machine !== entry.machine) return false
  if (sinceMs !== undefined && entry.atMs < sinceMs) return false
  if (untilMs !== undefined && entry.atMs > untilMs) return false
  const text = filter.text?.trim().toLowerCase()
  return !text || searched(entry).includes(text)
}

const searched = (entry: AuditEntry): string =>
  [
    entry.person,
    entry.role,
    entry.act,
    entry.permission,
    entry.object,
    entry.error,
    entry.machine,
    ...entry.correlation,
    JSON.stringify(entry.parameters),
  ]
    .join('\n')
    .toLowerCase()

/**
 * Entries that fit, the newest first, from before `before`; looks at the log in slices with a turn of the loop
 * between them, and ends early when `signal` aborts.
 */
export async function* newestFirst(
  database: ReadableDatabase,
  filter: AuditFilter,
  before: number,
  signal?: AbortSignal,
): AsyncGenerator<AuditEntry> {
  const { sql, values } = conditions(filter)
  const [first] = database.column<number | null>('SELECT min(seq) FROM audit_entries')
  const [last] = database.column<number | null>('SELECT max(seq) FROM audit_entries')
  if (first === null || first === undefined) return
  let until = Math.min(before, (last ?? 0) + 1)
  while (until > first) {
    const from = Math.max(first, until - WINDOW)
    const rows = database.rows<Row>(
      `SELECT seq, at_ms, entry FROM audit_entries WHERE seq >= ? AND seq < ?${sql} ORDER BY seq DESC`,
      from,
      until,
      ...values,
    )
    for (const row of rows) {
      const entry = entryOf(row)
      if (entry && matches(entry, filter)) yield entry
    }
    until = from
    await breathe()
    signal?.throwIfAborted()
  }
}

/** Entries looked at in one go while all are read: each is parsed, and others wait meanwhile. */
const SLICE = 500

/** Entries that fit, the oldest first, up to and with `last`; with a turn of the loop between slices. */
export async function* oldestFirst(
  database: ReadableDatabase,
  filter: AuditFilter,
  last: number,
  signal?: AbortSignal,
): AsyncGenerator<AuditEntry> {
  const { sql, values } = conditions(filter)
  const [first] = database.column<number | null>('SELECT min(seq) FROM audit_entries')
  for (let from = first ?? last + 1; from <= last; ) {
    const rows = database.rows<Row>(
      `SELECT seq, at_ms, entry FROM audit_entries WHERE seq >= ? AND seq <= ?${sql} ORDER BY seq LIMIT ${SLICE}`,
      from,
      Math.min(last, from + WINDOW - 1),
      ...values,
    )
    for (const row of rows) {
      const entry = entryOf(row)
      if (entry && matches(entry, filter)) yield entry
    }
    from = rows.length === SLICE ? (rows.at(-1)?.[0] ?? last) + 1 : from + WINDOW
    await breathe()
    signal?.throwIfAborted()
  }
}

/** Entries looked at to find the act behind a machine's change. */
const ACTS_LOOKED = 200

/** The last entries about one machine within that time, the newest first. */
export const actsAt = (
  database: ReadableDatabase,
  machine: MachineKey,
  sinceMs: number,
  untilMs: number,
): AuditEntry[] =>
  database
    .rows<Row>(
      `SELECT seq, at_ms, entry FROM audit_entries WHERE place = ? AND at_ms >= ? AND at_ms <= ?
       ORDER BY seq DESC LIMIT ${ACTS_LOOKED}`,
      machine,
      sinceMs,
      untilMs,
    )
    .flatMap(row => entryOf(row) ?? [])

/** Entries looked at to tell whether something was in the fleet. */
const TRACES_LOOKED = 100

/** The last entries about one thing of the fleet that could not be there if it had never been, the newest first. */
export function tracesOf(database: ReadableDatabase, thing: FleetThing): AuditEntry[] {
  // Only what was done to a site itself is found without going through the whole log.
  const [where, id] =
    thing.kind === 'site'
      ? ["act >= 'sites.' AND act < 'sites/' AND entry ->> '$.siteId' = ?", thing.siteId]
      : ['place = ?', thing.kind === 'host' ? thing.hostId : thing.key]
  return database
    .rows<Row>(
      `SELECT seq, at_ms, entry FROM audit_entries WHERE ${where} ORDER BY seq DESC LIMIT ${TRACES_LOOKED}`,
      id,
    )
    .flatMap(row => entryOf(row) ?? [])
    .filter(provesItsPlace)
}

/** An act on machines is done also where there was none of that name: then it began no task for it. */
const provesItsPlace = ({ act, result, correlation }: AuditEntry): boolean =>
  result === 'seen' || (result === 'done' && (act !== 'machines.operate' || correlation.length > 0))

/** Entries after `seq`, oldest first, with their hashes; at most `limit`. */
export function following(
  database: ReadableDatabase,
  seq: number,
  limit: number,
): { entry: AuditEntry | null; seq: number; hash: string }[] {
  return database
    .rows<[...Row, hash: string]>(
      'SELECT seq, at_ms, entry, hash FROM audit_entries WHERE seq > ? ORDER BY seq LIMIT ?',
      seq,
      limit,
    )
    .map(([at, atMs, text, hash]) => ({ entry: entryOf([at, atMs, text]), seq: at, hash }))
}
