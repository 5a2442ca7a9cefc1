import { expect, test } from 'vitest'
import { recent } from './recent.ts'

const at = (...moments: number[]) => moments.map(atMs => ({ atMs }))
const DAY_MS = 86_400_000

test('keeps as many as are wanted', () => {
  expect(recent(at(1, 2, 3), 2, 2_000)).toEqual(at(2, 3))
  expect(recent([], 2, 2_000)).toEqual([])
})

test('leaves out what was measured before a pause of days', () => {
  expect(recent(at(0, 2_000, DAY_MS, DAY_MS + 2_000), 240, 2_000)).toEqual(at(DAY_MS, DAY_MS + 2_000))
})

test('keeps a pause of minutes, which is a gap in the chart', () => {
  expect(recent(at(0, 10 * 60_000), 240, 2_000)).toEqual(at(0, 10 * 60_000))
})

test('keeps all where no beat is known', () => {
  expect(recent(at(0, DAY_MS), 240, null)).toEqual(at(0, DAY_MS))
})
