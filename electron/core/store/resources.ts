import type { HostId } from '../../../shared/ids.ts'
import type { ResourceKind, StoredResource } from '../../../shared/models/resources.ts'
import { boundedChanges, isTold, isWorthTelling, resourceChanges, resourceName } from './changedFields.ts'
import { type NewChange, noteChanges } from './changes.ts'
import type { WritableDatabase } from './database.ts'
import { fold } from './machineText.ts'
import type { ResourceRow, Resources } from './types.ts'

interface Row {
  host_id: HostId
  kind: ResourceKind
  key: string
  value: string
  xml: string | null
  as_of_ms: number
}

const select = `
  SELECT r.host_id, r.kind, r.key, r.value, r.xml, max(r.as_of_ms, coalesce(c.at_ms, 0)) AS as_of_ms
  FROM resources r LEFT JOIN resource_confirmations c ON c.host_id = r.host_id AND c.kind = r.kind`

/** The `resources` and `resource_confirmations` tables. */
export function resources(database: WritableDatabase): Resources {
  const write = (hostId: HostId, kind: ResourceKind, row: ResourceRow, value: string, atMs: number) =>
    database.run(
      `INSERT INTO resources (host_id, kind, key, value, xml, as_of_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, xml = excluded.xml, as_of_ms = excluded.as_of_ms`,
      hostId,
      kind,
      row.key,
      value,
      row.xml,
      atMs,
    )
  const asOf = (hostId: HostId, kind: ResourceKind): number | null =>
    database.column<number>(
      'SELECT at_ms FROM resource_confirmations WHERE host_id = ? AND kind = ?',
      hostId,
      kind,
    )[0] ?? null
  return {
    replace: (hostId, kind, rows, atMs, whole = true) =>
      database.transaction(() => {
        let changed = false
        const before = new Map(
          database
            .all<Row>(
              'SELECT key, value, xml, as_of_ms FROM resources WHERE host_id = ? AND kind = ?',
              hostId,
              kind,
            )
            .map(row => [row.key, row]),
        )
        // What a host tells for the first time is no change.
        const afterMs = isTold(kind) ? asOf(hostId, kind) : null
        const told: (NewChange & { pool: string | null })[] = []
        const tell = (
          change: NewChange['change'],
          key: string,
          of: unknown,
          fields?: NewChange['fields'],
        ) => {
          if (!isTold(kind) || afterMs === null || !isWorthTelling(kind, of)) return
          const subject = resourceName(of, key)
          const pool = poolOf(of)
          told.push({
            atMs,
            afterMs,
            hostId,
            kind,
            key,
            subject,
            change,
            pool,
            ...(fields ? { fields } : {}),
          })
        }
        for (const row of rows) {
          const value = JSON.stringify(row.value)
          const old = before.get(row.key)
          before.delete(row.key)
          // A row dated later than now comes from a clock that was set back; it must not outlive the confirmation.
          if (old && old.value === value && old.xml === row.xml && old.as_of_ms <= atMs) continue
          changed ||= old?.value !== value || old.xml !== row.xml
          write(hostId, kind, row, value, atMs)
          if (!old) tell('appeared', row.key, row.value)
          else if (isTold(kind)) {
            const fields = resourceChanges(kind, JSON.parse(old.value), JSON.parse(value))
            if (fields) tell('changed', row.key, row.value, fields)
          }
        }
        changed ||= before.size > 0
        for (const [key, old] of before) {
          if (isTold(kind)) tell('went', key, JSON.parse(old.value))
          database.run('DELETE FROM resources WHERE host_id = ? AND kind = ? AND key = ?', hostId, kind, key)
        }
        if (whole)
          database.run(
            `INSERT INTO resource_confirmations (host_id, kind, at_ms) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms`,
            hostId,
            kind,
            atMs,
          )
        noteChanges(database, boundedChanges(withoutPools(told, rows)))
        return changed
      }),
    upsert: (hostId, kind, rows, atMs) =>
      database.transaction(() => {
        for (const row of rows) write(hostId, kind, row, JSON.stringify(row.value), atMs)
      }),
    remove: (hostId, kind, keys) =>
      database.transaction(() => {
        for (const key of keys) {
          database.run('DELETE FROM resources WHERE host_id = ? AND kind = ? AND key = ?', hostId, kind, key)
        }
      }),
    list: <T>(hostId: HostId, kind: ResourceKind) =>
      database
        .all<Row>(`${select} WHERE r.host_id = ? AND r.kind = ? ORDER BY r.key`, hostId, kind)
        .map(read<T>),
    all: <T>(kind: ResourceKind) =>
      database.all<Row>(`${select} WHERE r.kind = ? ORDER BY r.host_id, r.key`, kind).map(read<T>),
    asOf,
    volumeSums: () =>
      database
        .rows<[HostId, string, number, number]>(
          `SELECT host_id, value ->> '$.pool', count(*), coalesce(sum(value ->> '$.capacityBytes'), 0)
           FROM resources WHERE kind = 'volume' GROUP BY 1, 2`,
        )
        .map(([hostId, pool, volumes, capacityBytes]) => ({ hostId, pool, volumes, capacityBytes })),
    containing: <T>(kind: ResourceKind, fields: readonly string[], text: string, limit: number) => {
      const wanted = fold(text)
      // SQLite's lower() folds ASCII only, which is all there is to an ASCII text.
      if (!/^[\x20-\x7e]+$/.test(wanted))
        return database
          .all<Row>(`${select} WHERE r.kind = ? AND octet_length(r.value) > length(r.value)`, kind)
          .map(read<T>)
          .filter(({ value }) => holds(value, fields, wanted))
          .slice(0, limit)
      const holding = fields.map(field => `instr(lower(r.value ->> '$.${plainName(field)}'), ?) > 0`)
      return database
        .all<Row>(
          `${select} WHERE r.kind = ? AND instr(lower(r.value), ?) > 0 AND (${holding.join(' OR ')}) LIMIT ?`,
          kind,
          // As it is written inside the row's JSON text.
          JSON.stringify(wanted).slice(1, -1),
          ...fields.map(() => wanted),
          limit,
        )
        .map(read<T>)
    },
  }
}

/**
 * Volumes come and go with their pool when it starts and stops: the pool's own change tells that. What is left are
 * those of pools that had volumes before and after, and a single one that came or went.
 */
function withoutPools(
  told: readonly (NewChange & { pool: string | null })[],
  rows: readonly ResourceRow[],
): readonly NewChange[] {
  if (told[0]?.kind !== 'volume') return told
  const byPool = Map.groupBy(told, ({ pool }) => pool)
  const after = Map.groupBy(rows, ({ value }) => poolOf(value))
  return [...byPool].flatMap(([pool, changes]) => {
    const appeared = changes.filter(({ change }) => change === 'appeared').length
    const isWhole = changes.length > 1 && (after.get(pool)?.length ?? 0) === appeared
    return isWhole ? [] : changes
  })
}

function poolOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('pool' in value)) return null
  return typeof value.pool === 'string' ? value.pool : null
}

function plainName(field: string): string {
  if (!/^[A-Za-z]+$/.test(field)) throw new TypeError(`no plain name of a field: ${field}`)
  return field
}

function holds(value: unknown, fields: readonly string[], wanted: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  const texts = new Map<string, unknown>(Object.entries(value))
  return fields.some(field => {
    const text = texts.get(field)
    return typeof text === 'string' && fold(text).includes(wanted)
  })
}

function read<T>(row: Row): StoredResource<T> {
  return {
    hostId: row.host_id,
    kind: row.kind,
    key: row.key,
    value: JSON.parse(row.value),
    xml: row.xml,
    asOfMs: row.as_of_ms,
  }
}
