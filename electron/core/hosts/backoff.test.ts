import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('doubles from one second to one minute without chance', () => {
  const middle = [1, 2, 3, 4, 5, 6, 7, 8, 40].map(failures => backoffMs(failures, 0.5))
  expect(middle).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('chance spreads a quarter either way and never further', () => {
  expect(backoffMs(3, 0)).toBe(3_000)
  expect(backoffMs(3, 0.999_999)).toBe(5_000)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, chance) => {
        const delay = backoffMs(failures, chance)
        return Number.isFinite(delay) && delay >= 750 && delay <= 75_000
      },
    ),
  )
})
