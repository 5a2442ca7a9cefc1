import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/store.ts'
import { configure } from './configure.ts'
import { Connection } from './database.ts'
import { type Lines, linesWith } from './definitionLines.ts'
import { migrate } from './migrate.ts'

let connection: Connection

beforeEach(() => {
  const folder = temporaryFolder()
  connection = new Connection(`${folder.path}/x.sqlite`)
  configure(connection)
  migrate(connection)
  return () => {
    connection.close()
    folder[Symbol.dispose]()
  }
})

function add(id: number, text: string, indexed = true): void {
  connection.run('INSERT INTO definition_lines VALUES (?, ?, ?)', id, text, indexed ? 1 : 0)
  if (indexed) connection.run('INSERT INTO definition_line_trigrams (rowid, text) VALUES (?, ?)', id, text)
}

/** Ids marked for each piece; null stands for every line. */
const marked = (text: string, among: Lines = 'all') =>
  linesWith(connection, text, among)?.map(marks =>
    marks === undefined ? null : [...marks.entries()].filter(([, mark]) => mark === 1).map(([id]) => id),
  ) ?? null

test('a piece is looked for where it must stand', () => {
  add(1, '<a>')
  add(2, 'x<a>')
  add(3, '<a>x')
  add(4, '<a><a>')
  expect(marked('<a>')).toEqual([[1, 2, 3, 4]])
  expect(marked('<a>\n<a>')).toEqual([
    [1, 2, 4],
    [1, 3, 4],
  ])
  expect(marked('<a>\n<a>\n<a>')?.[1]).toEqual([1])
  expect(marked('<a>\n')).toEqual([[1, 2, 4], null])
  expect(marked('\n<a>')).toEqual([null, [1, 3, 4]])
  expect(marked('<a>\n<b>')).toBeNull()
})

test('trigrams only narrow down: the whole text decides', () => {
  add(1, 'abcdef')
  add(2, 'abc def')
  add(3, 'defabc')
  expect(marked('abcdef')).toEqual([[1]])
  expect(marked('cde')).toEqual([[1]])
  expect(marked('abcx')).toBeNull()
})

test('lines outside the index are read', () => {
  add(1, 'one needle', false)
  add(2, 'needle two')
  expect(marked('needle')).toEqual([[1, 2]])
  expect(marked('ne')).toEqual([[1, 2]])
})

test('the common lines are those with low ids', () => {
  add(1, 'common')
  add(100_000, 'common, later')
  add(100_001, 'common, huge', false)
  for (const text of ['co', 'common']) {
    expect(marked(text, 'common')).toEqual([[1]])
    expect(marked(text, 'all')).toEqual([[1, 100_000, 100_001]])
  }
})

test('text beyond ASCII is looked for where there is any', () => {
  add(1, 'GRÖSSE')
  add(2, 'grosse')
  add(3, 'Größe', false)
  expect(marked('ö')).toEqual([[1, 3]])
  expect(marked('ösSE'.toLowerCase())).toEqual([[1]])
  expect(marked('größe')).toEqual([[3]])
})
