import { expect, test } from 'vitest'
import { uuidBytes, uuidText } from './uuid.ts'

test('text and bytes of a UUID, also one without an RFC variant', () => {
  const text = '6695eb01-f6a4-8304-79aa-97f2502e193f'
  expect(uuidText(uuidBytes(text))).toBe(text)
  expect(uuidBytes(text.toUpperCase().replaceAll('-', ''))).toEqual(uuidBytes(text))
  expect(uuidText(Buffer.concat([Buffer.alloc(3), uuidBytes(text)]).subarray(3))).toBe(text)
})

test.each(['', 'x', '6695eb01-f6a4-8304-79aa-97f2502e193', '6695eb01-f6a4-8304-79aa-97f2502e193g'])(
  'not %s',
  text => {
    expect(() => uuidBytes(text)).toThrow(RangeError)
  },
)

test('not fifteen bytes', () => {
  expect(() => uuidText(new Uint8Array(15))).toThrow(RangeError)
})
