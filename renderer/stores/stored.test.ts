// @vitest-environment node
import { expect, test } from 'vitest'
import { fields, flag, listOf, oneOf, recordOf, text, within } from './stored.ts'

const read = fields<{ open: boolean; width: number; tab: 'a' | 'b'; tags: string[] }>({
  open: [flag, true],
  width: [within(100, 200), 150],
  tab: [oneOf(['a', 'b']), 'a'],
  tags: [listOf(text(5)), []],
})

test('a field that cannot be read costs the others nothing, and one nobody knows is left out', () => {
  expect(read({ open: false, width: 5_000, tab: 'b', tags: ['x', 7], more: 1 })).toEqual({
    open: false,
    width: 150,
    tab: 'b',
    tags: [],
  })
})

test('what is no object at all is the defaults', () => {
  for (const value of [null, undefined, 'text', 7, [], ['open']])
    expect(read(value)).toEqual({ open: true, width: 150, tab: 'a', tags: [] })
})

test('a number that is none, and fields that an object only inherits, are not read', () => {
  expect(read({ width: Number.NaN }).width).toBe(150)
  expect(read(Object.create({ open: false })).open).toBe(true)
})

test('a record is read whole or not at all', () => {
  const counts = recordOf(within(0, 9))
  expect(counts({ a: 1, b: 9 })).toEqual({ a: 1, b: 9 })
  expect(counts({ a: 1, b: 10 })).toBeUndefined()
  expect(counts([1])).toBeUndefined()
  expect(Object.getPrototypeOf(counts(JSON.parse('{"__proto__": 1}')) ?? {})).toBe(Object.prototype)
})

test('a text has a longest and a shortest length', () => {
  expect([text(2)(''), text(2)('ab'), text(2)('abc'), text(2, 1)('')]).toEqual([
    '',
    'ab',
    undefined,
    undefined,
  ])
})
