import { createHash } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { noteChanges } from './changes.ts'
import type { ReadableDatabase, WritableDatabase } from './database.ts'
import { decodeIds, encodeIds, splitLines } from './lineCodec.ts'
import type { Definitions, SeenDefinition } from './types.ts'

/** Line ids remembered between calls, and the longest line that is; boilerplate fits many times over. */
const cachedLines = 20_000
const cachedLength = 512

/**
 * New text of one definition that goes into the search index, in UTF-16 units: ten usual definitions.
 * What a huge one has beyond it is searched by reading; indexing 4 MB of noise would take ten seconds.
 */
const indexedLength = 65_536

/** Versions of one machine beyond which those that were there again later are forgotten, the oldest first. */
const keptVersions = 1_000

const newestVersion =
  'SELECT coalesce(max(n), 0) AS newest FROM definition_versions WHERE host_id = ? AND uuid = ?'

/** The `definitions` tables: every text once, as a sequence of shared lines. */
export function definitions(database: WritableDatabase): Definitions {
  const lineIds = lineIdsOf(database)

  const definitionId = (hash: Buffer, xml: string): number => {
    const [known] = database.column<number>('SELECT id FROM definitions WHERE hash = ?', hash)
    if (known !== undefined) return known
    return database.insert(
      'INSERT INTO definitions (hash, bytes, lines) VALUES (?, ?, ?)',
      hash,
      Buffer.byteLength(xml),
      encodeIds(lineIds(splitLines(xml))),
    )
  }

  /** Something redefines the machine to and fro: every text stays, and the last time that each was there. */
  const forgetReturned = (hostId: HostId, uuid: DomainUuid) =>
    database.run(
      `DELETE FROM definition_versions WHERE host_id = ? AND uuid = ? AND n = (
         SELECT min(n) FROM definition_versions a WHERE host_id = ? AND uuid = ? AND EXISTS (
           SELECT 1 FROM definition_versions b
           WHERE b.definition_id = a.definition_id AND b.host_id = a.host_id AND b.uuid = a.uuid AND b.n > a.n))`,
      hostId,
      uuid,
      hostId,
      uuid,
    )

  const put = (hostId: HostId, row: SeenDefinition): { uuid: DomainUuid; hash: string } => {
    const hash = createHash('sha256').update(row.xml).digest()
    const head = database.get<{ definition_id: number; hash: Buffer; seen: number }>(
      `SELECT definition_id, hash, seen_at_ms AS seen FROM definition_heads JOIN definitions ON id = definition_id
       WHERE host_id = ? AND uuid = ?`,
      hostId,
      row.uuid,
    )
    const same = head?.hash.equals(hash) === true
    const id = same ? head.definition_id : definitionId(hash, row.xml)
    const { newest } = database.get<{ newest: number }>(newestVersion, hostId, row.uuid) ?? { newest: 0 }
    if (same && newest > 0)
      database.run(
        `UPDATE definition_versions SET last_seen_ms = max(last_seen_ms, ?)
         WHERE host_id = ? AND uuid = ? AND n = ?`,
        row.seenAtMs,
        hostId,
        row.uuid,
        newest,
      )
    else {
      database.run(
        `INSERT INTO definition_versions (host_id, uuid, n, definition_id, first_seen_ms, last_seen_ms)
         VALUES (?, ?, ?, ?, ?, ?)`,
        hostId,
        row.uuid,
        newest + 1,
        id,
        row.seenAtMs,
        row.seenAtMs,
      )
      if (newest >= keptVersions) forgetReturned(hostId, row.uuid)
    }
    database.run(
      `INSERT INTO definition_heads (host_id, uuid, definition_id, seen_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET definition_id = excluded.definition_id, seen_at_ms = excluded.seen_at_ms`,
      hostId,
      row.uuid,
      id,
      row.seenAtMs,
    )
    if (head && !same) {
      const fields = [{ field: 'hash', from: head.hash.toString('hex'), to: hash.toString('hex') }]
      const { uuid: key, name: subject, seenAtMs: atMs } = row
      noteChanges(database, [
        { atMs, afterMs: head.seen, hostId, kind: 'definition', key, subject, change: 'changed', fields },
      ])
    }
    return { uuid: row.uuid, hash: hash.toString('hex') }
  }

  return {
    put: (hostId, rows) => database.transaction(() => rows.map(row => put(hostId, row))),
    versions: (hostId, uuid) =>
      database
        .all<{ n: number; hash: Buffer; first: number; last: number; bytes: number }>(
          `SELECT n, hash, first_seen_ms AS first, last_seen_ms AS last, bytes
           FROM definition_versions JOIN definitions ON id = definition_id
           WHERE host_id = ? AND uuid = ? ORDER BY n DESC`,
          hostId,
          uuid,
        )
        .map(({ n, hash, first, last, bytes }) => ({
          n,
          hash: hash.toString('hex'),
          firstSeenMs: first,
          lastSeenMs: last,
          bytes,
        })),
    text: hash => {
      const [lines] = database.column<Buffer>(
        'SELECT lines FROM definitions WHERE hash = ?',
        Buffer.from(hash, 'hex'),
      )
      return lines === undefined ? null : join(database, lines)
    },
    current: (hostId, uuid) => {
      const head = database.get<{ hash: Buffer; lines: Buffer; seen: number }>(
        `SELECT hash, lines, seen_at_ms AS seen FROM definition_heads JOIN definitions ON id = definition_id
         WHERE host_id = ? AND uuid = ?`,
        hostId,
        uuid,
      )
      if (!head) return null
      return { hash: head.hash.toString('hex'), xml: join(database, head.lines), seenAtMs: head.seen }
    },
  }
}

/** Puts a definition's text together again from its encoded line ids. Throws `AppError` store.corrupt when a line is missing. */
export function join(database: ReadableDatabase, lines: Uint8Array): string {
  const texts: string[] = []
  for (const id of decodeIds(lines)) {
    const [text] = database.column<string>('SELECT text FROM definition_lines WHERE id = ?', id)
    if (text === undefined) {
      throw new AppError(
        'store.corrupt',
        'A stored definition is no longer whole: one of its lines is missing.',
        {
          next: 'The current definition can be read again from the host.',
        },
      )
    }
    texts.push(text)
  }
  return texts.join('\n')
}

/** Finds or inserts lines; what it remembers is dropped after a rollback, which may have taken lines back. */
function lineIdsOf(database: WritableDatabase): (lines: string[]) => number[] {
  let cache = new Map<string, number>()
  let generation = database.generation

  const insert = (line: string, indexed: boolean): number => {
    const id = database.insert(
      'INSERT INTO definition_lines (text, indexed) VALUES (?, ?)',
      line,
      indexed ? 1 : 0,
    )
    if (indexed) database.run('INSERT INTO definition_line_trigrams (rowid, text) VALUES (?, ?)', id, line)
    return id
  }

  return lines => {
    if (generation !== database.generation || cache.size > cachedLines) {
      generation = database.generation
      cache = new Map()
    }
    let budget = indexedLength
    return lines.map(line => {
      const remembered = cache.get(line)
      if (remembered !== undefined) return remembered
      let [id] = database.column<number>('SELECT id FROM definition_lines WHERE text = ?', line)
      if (id === undefined) {
        const indexed = line.length <= budget
        if (indexed) budget -= line.length
        id = insert(line, indexed)
      }
      if (line.length <= cachedLength) cache.set(line, id)
      return id
    })
  }
}
