import { expect, test } from 'vitest'
import { authorityOf, isSignedBy, newAuthority, signText } from './signing.ts'

test('a text is signed by its key and no other, to the letter', () => {
  const { secret, publicKey } = newAuthority()
  expect(secret).toHaveLength(32)
  expect(authorityOf(secret)).toBe(publicKey)
  const signature = signText(secret, 'a text')
  expect(isSignedBy(publicKey, 'a text', signature)).toBe(true)
  expect(isSignedBy(publicKey, 'A text', signature)).toBe(false)
  expect(isSignedBy(newAuthority().publicKey, 'a text', signature)).toBe(false)
})

test.each([
  '',
  'AAAA',
  '%%%',
  Buffer.alloc(32, 0xff).toString('base64url'),
  Buffer.alloc(33).toString('base64url'),
])('what is no key or no signature signed nothing: %s', text => {
  const { secret, publicKey } = newAuthority()
  const signature = signText(secret, 'a text')
  expect(isSignedBy(text, 'a text', signature)).toBe(false)
  expect(isSignedBy(publicKey, 'a text', text)).toBe(false)
})
