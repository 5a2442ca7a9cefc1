import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InternedStrings } from './internedStrings.ts'

const read = (cache: InternedStrings, text: string) => {
  const bytes = Buffer.from(`__${text}__`)
  return cache.read(bytes, 2, bytes.length - 2)
}

test('the same bytes give the same text again', () => {
  const cache = new InternedStrings()
  expect(read(cache, 'vcpu.current')).toBe('vcpu.current')
  expect(read(cache, 'vcpu.current')).toBe('vcpu.current')
})

test('long and non-ASCII strings are left to the reader', () => {
  const cache = new InternedStrings()
  expect(read(cache, 'a'.repeat(33))).toBeNull()
  expect(read(cache, 'é')).toBeNull()
})

test('whatever shares a slot, the text is always the bytes’ own', () => {
  const cache = new InternedStrings()
  const ascii = fc.string({ maxLength: 32, unit: 'binary-ascii' })
  fc.assert(
    fc.property(fc.array(ascii, { minLength: 1, maxLength: 200 }), texts => {
      for (const text of texts) expect(read(cache, text)).toBe(text)
    }),
    { numRuns: 200 },
  )
})
