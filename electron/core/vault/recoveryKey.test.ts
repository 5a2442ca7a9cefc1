import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { printRecoveryKey, readRecoveryKey } from './recoveryKey.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255))
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const refusal = (typed: string): unknown => {
  try {
    return readRecoveryKey(typed)
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
}

test('any 256 bits come back from print, fourteen groups of four', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), bytes => {
      const text = printRecoveryKey(bytes)
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(readRecoveryKey(text)).toEqual(Buffer.from(bytes))
    }),
  )
})

test('the first groups are the key’s own bits, as Crockford writes them', () => {
  // 00000 00001 00010 00011 00100 00101 00110 00111, from the left
  const counted = Buffer.alloc(32)
  counted.set([0x00, 0x44, 0x32, 0x14, 0xc7])
  expect(printRecoveryKey(counted)).toMatch(/^0123-4567-0000-/)
})

test('case, spaces, dashes and look-alike letters do not matter', () => {
  const counted = Buffer.alloc(32)
  counted.set([0x00, 0x44, 0x32, 0x14, 0xc7])
  const text = printRecoveryKey(counted)
  expect(readRecoveryKey(`  ${text.toLowerCase().replaceAll('-', ' ')}\n`)).toEqual(counted)
  expect(readRecoveryKey(text.replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual(counted)
  expect(readRecoveryKey(text.replaceAll('0', 'O').replaceAll('1', 'I'))).toEqual(counted)
})

test('one wrong letter, two swapped, one missing or too many are told as mistyped', () => {
  const text = printRecoveryKey(key).replaceAll('-', '')
  for (let at = 0; at < text.length; at++) {
    for (const letter of letters)
      if (letter !== text[at])
        expect(refusal(text.slice(0, at) + letter + text.slice(at + 1))).toBe('recovery.refused')
    const [one, two] = [text.charAt(at), text.charAt(at + 1)]
    if (two !== '' && one !== two)
      expect(refusal(text.slice(0, at) + two + one + text.slice(at + 2))).toBe('recovery.refused')
    expect(refusal(text.slice(0, at) + text.slice(at + 1))).toBe('recovery.refused')
  }
  for (const other of [
    '',
    `${text}A`,
    `${text}${text}`,
    text.replace(/.$/, 'U'),
    'é'.repeat(56),
    'x'.repeat(5_000),
  ])
    expect(refusal(other)).toBe('recovery.refused')
})
