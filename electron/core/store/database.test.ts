import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/store.ts'
import { configure } from './configure.ts'
import { Connection } from './database.ts'

let folder: ReturnType<typeof temporaryFolder>
let connection: Connection

beforeEach(() => {
  folder = temporaryFolder()
  connection = new Connection(join(folder.path, 'x.sqlite'))
  configure(connection)
  connection.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT')
})

afterEach(() => {
  connection.close()
  folder[Symbol.dispose]()
})

const names = () => connection.column<string>('SELECT name FROM t ORDER BY id')

test('the same statement gives objects, arrays and a column in turn', () => {
  expect(connection.insert('INSERT INTO t (name) VALUES (?)', 'a')).toBe(1)
  expect(connection.run('INSERT INTO t (name) VALUES (?), (?)', 'b', 'c')).toBe(2)
  const sql = 'SELECT id, name FROM t WHERE id <= ? ORDER BY id'
  for (let round = 0; round < 2; round++) {
    expect(connection.all(sql, 2)).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ])
    expect(connection.rows(sql, 1)).toEqual([[1, 'a']])
    expect(connection.column(sql, 3)).toEqual([1, 2, 3])
    expect(connection.get(sql, 1)).toEqual({ id: 1, name: 'a' })
    expect(connection.get(sql, 0)).toBeUndefined()
  }
  expect([...connection.iterate<[number]>('SELECT id FROM t ORDER BY id DESC')]).toEqual([[3], [2], [1]])
})

test('an iteration that is left early lets go of the connection', () => {
  connection.run('INSERT INTO t (name) VALUES (?), (?)', 'b', 'c')
  for (const _ of connection.iterate('SELECT id FROM t')) break
  connection.run('DELETE FROM t')
  expect(names()).toEqual([])
})

test('a transaction is all or nothing, and tells those who remember rows', () => {
  const before = connection.generation
  connection.transaction(() => connection.run('INSERT INTO t (name) VALUES (?)', 'kept'))
  expect(connection.generation).toBe(before)
  expect(() =>
    connection.transaction(() => {
      connection.run('INSERT INTO t (name) VALUES (?)', 'lost')
      throw new RangeError('bug')
    }),
  ).toThrow(RangeError)
  expect(names()).toEqual(['kept'])
  expect(connection.generation).not.toBe(before)
})

test('an inner transaction can fail without the outer one', () => {
  connection.transaction(() => {
    connection.run('INSERT INTO t (name) VALUES (?)', 'outer')
    expect(() =>
      connection.durable(() => {
        connection.run('INSERT INTO t (name) VALUES (?)', 'inner')
        throw new RangeError('bug')
      }),
    ).toThrow(RangeError)
  })
  expect(names()).toEqual(['outer'])
})

test('durable writes flush the log, others do not, and the setting returns also after a failure', () => {
  expect(connection.pragma('synchronous')).toBe(1)
  expect(connection.durable(() => connection.pragma('synchronous'))).toBe(2)
  expect(connection.pragma('synchronous')).toBe(1)
  expect(() =>
    connection.durable(() => {
      throw new RangeError('bug')
    }),
  ).toThrow(RangeError)
  expect(connection.pragma('synchronous')).toBe(1)
})

test('the configuration is in force', () => {
  expect(connection.pragma('journal_mode')).toBe('wal')
  expect(connection.pragma('foreign_keys')).toBe(1)
})

test('a second writer waits no longer than its limit and is told who is in the way', () => {
  const other = new Connection(connection.path, { busyMs: 0 })
  connection.transaction(() => {
    connection.run('INSERT INTO t (name) VALUES (?)', 'a')
    expect(() => other.transaction(() => other.run('DELETE FROM t'))).toThrow(
      expect.objectContaining({ code: 'store.locked' }),
    )
    expect(other.column('SELECT name FROM t')).toEqual([])
  })
  expect(other.column('SELECT name FROM t')).toEqual(['a'])
  other.close()
})

test('what is no affair of a person stays an exception of its own kind', () => {
  connection.run('INSERT INTO t (name) VALUES (?)', 'a')
  expect(() => connection.run('INSERT INTO t (name) VALUES (?)', 'a')).toThrow(
    expect.objectContaining({ name: 'SqliteError', code: 'SQLITE_CONSTRAINT_UNIQUE' }),
  )
})
