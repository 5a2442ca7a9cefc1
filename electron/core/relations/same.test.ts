import { expect, test } from 'vitest'
import { keptRows, sameData } from './same.ts'

test('compares plain data by what it says', () => {
  expect(sameData({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true)
  expect(sameData({ a: 1 }, { a: 1, b: undefined })).toBe(false)
  expect(sameData([1, 2], [2, 1])).toBe(false)
  expect(sameData([], {})).toBe(false)
  expect(sameData(null, {})).toBe(false)
  expect(sameData({ a: undefined }, { b: undefined })).toBe(false)
})

test('keeps the object of a row that says the same', () => {
  const before = [
    { key: 'a', n: [1] },
    { key: 'b', n: [2] },
  ]
  const after = keptRows(before, [
    { key: 'b', n: [3] },
    { key: 'a', n: [1] },
  ])
  expect(after[1]).toBe(before[0])
  expect(after[0]).toEqual({ key: 'b', n: [3] })
})
