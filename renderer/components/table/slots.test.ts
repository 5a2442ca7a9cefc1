// @vitest-environment node
import { expect, test } from 'vitest'
import { drawnRange } from './slots.ts'

const ends = (range: number[]) => [range[0], range.at(-1), range.length]

test('draws the same number of rows at the top, in the middle and at the end', () => {
  const slots = drawnRange({ startIndex: 0, endIndex: 19, overscan: 4, count: 1000 }, 0).length
  expect(ends(drawnRange({ startIndex: 0, endIndex: 19, overscan: 4, count: 1000 }, slots))).toEqual([
    0, 27, 28,
  ])
  expect(ends(drawnRange({ startIndex: 500, endIndex: 519, overscan: 4, count: 1000 }, slots))).toEqual([
    496, 523, 28,
  ])
  expect(ends(drawnRange({ startIndex: 980, endIndex: 999, overscan: 4, count: 1000 }, slots))).toEqual([
    972, 999, 28,
  ])
})

test('consecutive rows fill every slot once', () => {
  const range = drawnRange({ startIndex: 333, endIndex: 352, overscan: 4, count: 1000 }, 28)
  expect(new Set(range.map(index => index % 28)).size).toBe(28)
})

test('a short list draws what there is', () => {
  expect(drawnRange({ startIndex: 0, endIndex: 2, overscan: 4, count: 3 }, 28)).toEqual([0, 1, 2])
  expect(drawnRange({ startIndex: 0, endIndex: 0, overscan: 4, count: 0 }, 28)).toEqual([])
})
