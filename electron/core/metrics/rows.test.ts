import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rows } from './rows.ts'

test('gives what was written, NaN elsewhere, whatever the order', () => {
  const write = fc.record({ slot: fc.nat(99), column: fc.nat(2), value: fc.nat(1000), clear: fc.boolean() })
  fc.assert(
    fc.property(fc.array(write), writes => {
      const rows = new Rows(3, 100)
      const expected = Array.from({ length: 100 }, () => [Number.NaN, Number.NaN, Number.NaN])
      for (const { slot, column, value, clear } of writes) {
        if (clear) {
          rows.clear(slot)
          expected[slot] = [Number.NaN, Number.NaN, Number.NaN]
        } else {
          rows.set(slot, column, value)
          expected[slot]?.splice(column, 1, value)
        }
      }
      expect(expected.map((_, slot) => [...rows.row(slot)])).toEqual(expected)
      expect(expected.map((_, slot) => rows.get(slot, 1))).toEqual(expected.map(row => row[1]))
    }),
  )
})

test('holds memory for what was written, and never more than all of it', () => {
  const rows = new Rows(4, 100)
  expect(rows.bytes).toBe(0)
  rows.clear(50)
  rows.row(50)
  expect(rows.bytes).toBe(0)
  rows.set(0, 0, 1)
  rows.set(1, 3, 1)
  const one = rows.bytes
  expect(one).toBeGreaterThan(0)
  expect(one).toBeLessThan((100 * 4 * 4) / 2)
  for (let slot = 0; slot < 100; slot++) rows.set(slot, 0, slot)
  expect(rows.bytes).toBe(100 * 4 * 4)
})
