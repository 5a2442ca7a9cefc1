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
