import { expect, test } from 'vitest'
import { XdrError } from './error.ts'
import { XdrWriter } from './writer.ts'

test('a writer grows as needed and never over its limit', () => {
  const writer = new XdrWriter(4, 64)
  for (let value = 0; value < 16; value++) writer.u32(value)
  expect(writer.length).toBe(64)
  expect(writer.done().readUInt32BE(60)).toBe(15)
  expect(() => writer.u32(16)).toThrow(XdrError)
})

test('padding is zero even where memory was used before', () => {
  const writer = new XdrWriter(64)
  writer.string('a', 4)
  writer.bytes(Uint8Array.of(255), 4)
  expect(writer.done().toString('hex')).toBe('000000016100000000000001ff000000')
})

test('a word written earlier can be filled in last', () => {
  const writer = new XdrWriter()
  writer.u32(0)
  writer.u32(9)
  writer.patchU32(0, writer.length)
  expect(writer.done().toString('hex')).toBe('0000000800000009')
})
