import { expect, test } from 'vitest'
import { rebased } from './rebased.ts'

const was = { a: 1, b: { c: [1], d: 'x' as string | null }, e: true }

test('what one changed stands on top of what the other did', () => {
  expect(rebased(was, was, { ...was, a: 2 })).toEqual({ ...was, a: 2 })
  expect(rebased(was, { ...was, e: false }, { ...was, a: 2 })).toEqual({ ...was, a: 2, e: false })
  const mine = { ...was, b: { c: [1], d: null } }
  const now = { ...was, b: { c: [1, 2], d: 'x' } }
  expect(rebased(was, mine, now)).toEqual({ ...was, b: { c: [1, 2], d: null } })
})

test('what both changed is as the one who looks at it has it', () => {
  expect(rebased(was, { ...was, a: 3 }, { ...was, a: 2 })).toEqual({ ...was, a: 3 })
  expect(rebased(was, { ...was, b: { c: [9], d: 'x' } }, { ...was, b: { c: [1, 2], d: 'x' } }).b.c).toEqual([
    9,
  ])
})

test('what one took away is gone, and what the other added is there', () => {
  const options = { a: '1', b: '2' } as Record<string, string>
  expect(rebased(options, { b: '2' }, { ...options, c: '3' })).toEqual({ b: '2', c: '3' })
  expect(rebased(options, { ...options, d: '4' }, { b: '2' })).toEqual({ b: '2', d: '4' })
})
