import Sqlite from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'
import { storeError } from './errors.ts'

/** What SQLite can hold and we bind; booleans are stored as 0 and 1. */
export type Value = string | number | bigint | Uint8Array | null

/** Reading only: a function that takes this can't change the database. Every error is an `AppError` where a person can act on it. */
export interface ReadableDatabase {
  /** Changes whenever a transaction was taken back: what was remembered of rows since may not be there. */
  readonly generation: number
  /** All rows as objects. */
  all<Row>(sql: string, ...values: Value[]): Row[]
  /** All rows as arrays, the cheaper form for bulk reads. */
  rows<Row extends unknown[]>(sql: string, ...values: Value[]): Row[]
  /** First column of every row. */
  column<T>(sql: string, ...values: Value[]): T[]
  /** First row, or undefined. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined
}

/** Reading and writing. */
export interface WritableDatabase extends ReadableDatabase {
  /** Runs one statement; tells how many rows changed. */
  run(sql: string, ...values: Value[]): number
  /** Runs one INSERT; gives the new row's id. */
  insert(sql: string, ...values: Value[]): number
  /** Forgets what was remembered of rows, as after a rollback; see `generation`. */
  forget(): void
  /** Runs a script without results. */
  exec(sql: string): void
  /** All of `work` or nothing of it; nests (inner calls are savepoints). */
  transaction<T>(work: () => T): T
  /** A transaction that is on the disk when it returns, power loss included; for what a person entered. */
  durable<T>(work: () => T): T
}

/** One connection with its prepared statements; the only place where SQLite is spoken to. */
export class Connection implements WritableDatabase {
  readonly path: string
  readonly #sqlite: Sqlite.Database
  #generation = 0
  #onDamage: (() => void) | undefined
  readonly #statements = new Map<string, Sqlite.Statement<Value[], unknown>>()

  /**
   * Throws `AppError` store.* when the file can't be opened. `busyMs`: how long to wait for another
   * process's write. `damaged`: reads, and only reads, what it can of a file that SQLite refuses as a whole.
   */
  constructor(
    path: string,
    options: { readOnly?: boolean; mustExist?: boolean; damaged?: boolean; busyMs?: number } = {},
  ) {
    this.path = path
    this.#sqlite = this.#guard(
      () =>
        new Sqlite(path, {
          readonly: options.readOnly ?? options.damaged ?? false,
          fileMustExist: options.mustExist ?? options.damaged ?? false,
          timeout: options.busyMs ?? 5_000,
        }),
    )
    // SQLite reads nothing of a file shorter than its header says unless the schema may be written;
    // the connection being read-only, nothing can be.
    if (options.damaged) this.#sqlite.unsafeMode(true).pragma('writable_schema = ON')
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() =>
      this.#statement(sql)
        .raw(false)
        .pluck(false)
        .all(...values),
    ) as Row[]
  }

  rows<Row extends unknown[]>(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() =>
      this.#statement(sql)
        .raw(true)
        .all(...values),
    ) as Row[]
  }

  column<T>(sql: string, ...values: Value[]): T[] {
    return this.#guard(() =>
      this.#statement(sql)
        .pluck(true)
        .all(...values),
    ) as T[]
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard(() =>
      this.#statement(sql)
        .raw(false)
        .pluck(false)
        .get(...values),
    ) as Row | undefined
  }

  run(sql: string, ...values: Value[]): number {
    return this.#guard(() => this.#statement(sql).run(...values).changes)
  }

  insert(sql: string, ...values: Value[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).lastInsertRowid))
  }

  exec(sql: string): void {
    this.#guard(() => this.#sqlite.exec(sql))
  }

  /** A pragma's value, or what setting it answered. */
  pragma(text: string): unknown {
    return this.#guard(() => this.#sqlite.pragma(text, { simple: true }))
  }

  transaction<T>(work: () => T): T {
    try {
      return this.#guard(() => this.#sqlite.transaction(work).immediate())
    } catch (error) {
      this.#generation++
      throw error
    }
  }

  get generation(): number {
    return this.#generation
  }

  get isInTransaction(): boolean {
    return this.#sqlite.inTransaction
  }

  get isOpen(): boolean {
    return this.#sqlite.open
  }

  durable<T>(work: () => T): T {
    if (this.#sqlite.inTransaction) return this.transaction(work)
    this.pragma('synchronous = FULL')
    try {
      return this.transaction(work)
    } finally {
      this.pragma('synchronous = NORMAL')
    }
  }

  /** Told, before the error is thrown, that SQLite met a damaged page. */
  onDamage(callback: () => void): void {
    this.#onDamage = callback
  }

  forget(): void {
    this.#generation++
  }

  /** One row at a time as arrays; nothing else may use the connection meanwhile. */
  *iterate<Row extends unknown[]>(sql: string, ...values: Value[]): Generator<Row> {
    const rows = this.#guard(() =>
      this.#sqlite
        .prepare<Value[], Row>(sql)
        .raw(true)
        .iterate(...values),
    )
    try {
      for (;;) {
        const next = this.#guard(() => rows.next())
        if (next.done) return
        yield next.value
      }
    } finally {
      rows.return?.()
    }
  }

  /** Safe to call again. */
  close(): void {
    this.#statements.clear()
    this.#guard(() => this.#sqlite.close())
  }

  #statement(sql: string): Sqlite.Statement<Value[], unknown> {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#sqlite.prepare<Value[], unknown>(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      // Only SQLite's own errors are ours to translate: `work` may be a caller's.
      if (!(error instanceof Sqlite.SqliteError)) throw error
      const translated = storeError(error, this.path)
      if (translated instanceof AppError && translated.code === 'store.corrupt') this.#onDamage?.()
      throw translated
    }
  }
}
