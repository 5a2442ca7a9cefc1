import { expect, test } from 'vitest'
import { fitTags } from './fitTags.ts'

const tags = ['web', 'payments', 'production']

test('tags stand whole, and the last of them needs no room for a number', () => {
  expect([40, 70, 140, 170, 400].map(width => fitTags(tags, width))).toEqual([1, 1, 2, 2, 3])
  expect(fitTags(['web', 'db'], 62)).toBe(2)
  expect(fitTags(['web', 'db', 'x'], 62)).toBe(1)
})

test('the first is always there, however little room it has, and none where there is none', () => {
  expect(fitTags(['a very long tag that nobody can read whole'], 10)).toBe(1)
  expect(fitTags([], 100)).toBe(0)
})

test('wide letters take the room of two', () => {
  expect(fitTags(['本番環境', '支払い'], 110)).toBe(1)
  expect(fitTags(['prod', 'pay'], 110)).toBe(2)
})
