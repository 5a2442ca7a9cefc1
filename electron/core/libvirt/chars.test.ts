import { expect, test } from 'vitest'
import { decode, encode } from '../xdr/index.ts'
import { charArray, charBytes, chars } from './chars.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('a character takes four bytes, signed', () => {
  const wire = hex('00000002 00000041 ffffffff')
  expect(encode(charBytes(2), Uint8Array.of(0x41, 0xff))).toEqual(wire)
  expect(decode(charBytes(2), wire)).toEqual(Uint8Array.of(0x41, 0xff))
})

test('text ends at the NUL', () => {
  expect(decode(chars(9), hex('00000003 00000041 00000000 00000042'))).toBe('A')
  expect(decode(charArray(3), hex('00000041 00000042 00000000'))).toBe('AB')
  expect(encode(charArray(3), 'AB')).toEqual(hex('00000041 00000042 00000000'))
  expect(decode(chars(9), encode(chars(9), 'é'))).toBe('é')
})

test('more than fits is refused', () => {
  expect(() => encode(charArray(1), 'AB')).toThrow(/do not fit/)
  expect(() => decode(charBytes(2 ** 31), hex('7fffffff 00000001'))).toThrow(/left can hold/)
})
