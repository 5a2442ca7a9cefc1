import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { storeError } from './errors.ts'

const system = (code: string) => Object.assign(new Error(`${code}: no`), { code })

describe('storeError', () => {
  test.each([
    ['SQLITE_FULL', 'store.full'],
    ['SQLITE_IOERR_SHMSIZE', 'store.full'],
    ['SQLITE_READONLY_DBMOVED', 'store.readOnly'],
    ['SQLITE_CANTOPEN', 'store.readOnly'],
    ['SQLITE_CANTOPEN_ISDIR', 'store.failed'],
    ['SQLITE_CORRUPT_VTAB', 'store.corrupt'],
    ['SQLITE_NOTADB', 'store.corrupt'],
    ['SQLITE_BUSY', 'store.locked'],
    ['SQLITE_IOERR_READ', 'store.failed'],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'host.unknown'],
  ])('%s is %s', (code, expected) => {
    const cause = new Sqlite.SqliteError('no', code)
    const error = storeError(cause, '/data/novacron.sqlite')
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: expected, cause, data: { path: '/data/novacron.sqlite', code } })
  })

  test.each([
    ['ENOSPC', 'store.full'],
    ['EROFS', 'store.readOnly'],
    ['EACCES', 'store.readOnly'],
    ['EIO', 'store.failed'],
  ])('%s is %s', (code, expected) => {
    expect(storeError(system(code), '/data/x')).toMatchObject({ code: expected })
  })

  test('bugs and what is translated already stay as they are', () => {
    const bugs = [
      new TypeError('bug'),
      system('ERR_INVALID_ARG_TYPE'),
      new Sqlite.SqliteError('x', 'SQLITE_ERROR'),
    ]
    for (const bug of bugs) expect(storeError(bug, '/data/x')).toBe(bug)
    const known = new AppError('store.full', 'full')
    expect(storeError(known, '/data/x')).toBe(known)
    expect(storeError('text', '/data/x')).toBe('text')
  })
})
