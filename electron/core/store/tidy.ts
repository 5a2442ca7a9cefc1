import { AppError } from '../../../shared/errors.ts'
import type { WritableDatabase } from './database.ts'
import { decodeIds } from './lineCodec.ts'

/** Rows looked at, and rows deleted, in one slice: a few milliseconds each. */
const lookedAt = 500
const deleted = 50

const startDelayMs = 1_000
const sliceDelayMs = 50

/** A settings key of the store's own: counts removals while their definitions wait to be cleared. */
const pending = 'store.tidy'

/** Notes, in the caller's transaction, that definitions may have lost their last host. */
export function requestTidying(database: WritableDatabase): void {
  database.run(
    `INSERT INTO settings (key, value) VALUES (?, '1')
     ON CONFLICT DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
    pending,
  )
}

/**
 * Deletes definitions that no host's history names any more, and the lines that no definition holds,
 * in short slices between which everything else goes on.
 */
export class Tidying {
  readonly #database: WritableDatabase
  #work: Generator<void, void> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  /** One slice; true while there is more to do. */
  slice(): boolean {
    if (this.#work === null) {
      const note = this.#note()
      if (note === undefined) return false
      this.#work = sweep(this.#database, note)
    }
    const work = this.#work
    try {
      if (this.#database.transaction(() => work.next()).done) this.#work = null
    } catch (error) {
      this.#work = null
      throw error
    }
    return this.#note() !== undefined
  }

  /** Works in the background from now on whenever there is something to do; keeps no process alive. */
  schedule(delayMs: number = startDelayMs): void {
    if (this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      try {
        if (this.slice()) this.schedule(sliceDelayMs)
      } catch (error) {
        // Full disk or damage: whoever stores something next hears of it; the note stays for the next start.
        if (!(error instanceof AppError)) throw error
      }
    }, delayMs)
    this.#timer.unref()
  }

  #note(): string | undefined {
    return this.#database.column<string>('SELECT value FROM settings WHERE key = ?', pending)[0]
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#work = null
  }
}

/** Removes the note at the end, unless there was another removal or a new definition meanwhile: then all is looked at again. */
function* sweep(database: WritableDatabase, note: string): Generator<void, void> {
  for (let last = 0; ; ) {
    const ids = database.column<number>(
      'SELECT id FROM definitions WHERE id > ? ORDER BY id LIMIT ?',
      last,
      lookedAt,
    )
    const end = ids.at(-1)
    if (end === undefined) break
    database.run(
      `DELETE FROM definitions WHERE id > ? AND id <= ?
         AND NOT EXISTS (SELECT 1 FROM definition_versions v WHERE v.definition_id = id)
         AND NOT EXISTS (SELECT 1 FROM definition_heads h WHERE h.definition_id = id)`,
      last,
      end,
    )
    last = end
    yield
  }

  const newest = () => database.column<number>('SELECT coalesce(max(id), 0) FROM definitions')[0] ?? 0
  const [lastLine = 0] = database.column<number>('SELECT coalesce(max(id), 0) FROM definition_lines')
  const used = new Uint8Array(lastLine + 1)
  let marked = 0
  for (;;) {
    const rows = database.rows<[number, Buffer]>(
      'SELECT id, lines FROM definitions WHERE id > ? ORDER BY id LIMIT ?',
      marked,
      lookedAt,
    )
    for (const [id, lines] of rows) {
      for (const line of decodeIds(lines)) if (line <= lastLine) used[line] = 1
      marked = id
    }
    if (rows.length < lookedAt) break
    yield
  }

  for (let from = 0; from < lastLine; ) {
    if (newest() !== marked) return
    let count = 0
    for (; from < lastLine && count < deleted; ) {
      from++
      if (used[from] === 1) continue
      // FTS5 takes an entry out of an external-content index by the text it was made of.
      database.run(
        `INSERT INTO definition_line_trigrams (definition_line_trigrams, rowid, text)
         SELECT 'delete', id, text FROM definition_lines WHERE id = ? AND indexed = 1`,
        from,
      )
      count += database.run('DELETE FROM definition_lines WHERE id = ?', from)
    }
    // Line ids that were remembered may be gone now.
    if (count > 0) database.forget()
    yield
  }
  database.run('DELETE FROM settings WHERE key = ? AND value = ?', pending, note)
}
