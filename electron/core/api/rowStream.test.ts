import { expect, test } from 'vitest'
import { RowStream } from './rowStream.ts'

const row = (key: string) => ({ key })

test('a snapshot comes in pieces, the first and the last of which say so', () => {
  const stream = new RowStream(['a', 'b'])
  const a = Array.from({ length: 1500 }, (_, at) => row(`a${at}`))
  const parts = [...stream.snapshot({ a, b: [row('b')] })]
  expect(parts.map(part => [part.first, part.more, part.tables.a.length, part.tables.b.length])).toEqual([
    [true, true, 1000, 0],
    [false, false, 500, 1],
  ])
  expect([...new RowStream(['a']).snapshot({ a: [] })]).toEqual([
    { first: true, more: false, removed: [], tables: { a: [] } },
  ])
})

test('afterwards only what is another object, and what is gone', () => {
  const stream = new RowStream(['a', 'b'])
  const [one, two, three] = [row('one'), row('two'), row('three')]
  expect([...stream.snapshot({ a: [one, two], b: [three] })]).toHaveLength(1)
  expect([...stream.changes({ a: [one, two], b: [three] })]).toEqual([])
  const again = row('two')
  expect([...stream.changes({ a: [again], b: [three, row('four')] })]).toEqual([
    { first: false, more: false, removed: ['one'], tables: { a: [again], b: [row('four')] } },
  ])
  expect([...stream.changes({ a: [], b: [] })]).toMatchObject([{ removed: ['two', 'three', 'four'] }])
})
