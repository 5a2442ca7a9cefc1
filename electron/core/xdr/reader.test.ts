import { expect, test } from 'vitest'
import { XdrError } from './error.ts'
import { padded, XdrReader } from './reader.ts'

test('a reader keeps to its part of a shared buffer', () => {
  const shared = Buffer.from('ffffffff00000001ffffffff', 'hex')
  const reader = new XdrReader(shared.subarray(4, 8))
  expect(reader.u32()).toBe(1)
  expect(reader.remaining).toBe(0)
  expect(() => reader.u32()).toThrow(XdrError)
})

test('opaque bytes are a copy, short or long', () => {
  for (const length of [4, 200]) {
    const wire = Buffer.alloc(length, 1)
    const copy = new XdrReader(wire).opaque(length)
    wire.fill(2)
    expect(copy).toEqual(new Uint8Array(length).fill(1))
  }
})

test('bytes that are not UTF-8 become the replacement character', () => {
  expect(new XdrReader(Buffer.from('00000001ff000000', 'hex')).string(4)).toBe('\ufffd')
})

test('items fill multiples of four bytes', () => {
  expect([0, 1, 4, 5].map(padded)).toEqual([0, 4, 4, 8])
})
