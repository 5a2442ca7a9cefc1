import { expect, test } from 'vitest'
import { decode, i32, string, u64 } from './codec.ts'
import { list, optional, struct } from './compound.ts'

test('a compound knows the fewest bytes it can take', () => {
  const record = struct({ name: string(10), total: u64, more: optional(i32) })
  expect(record.minBytes).toBe(16)
  expect(list(record, 5).minBytes).toBe(4)
})

test('a lying count is refused before any element is read or any memory taken', () => {
  let read = 0
  const counting = { ...i32, decode: () => ++read }
  const wire = Buffer.from('00ffffff00000001', 'hex')
  expect(() => decode(list(counting, 0xff_ffff), wire)).toThrow(/more than the 4 bytes left/)
  expect(read).toBe(0)
})
