import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Binding, SEAL_OVERHEAD, seal, unseal } from './aead.ts'
import { newSiteKey } from './keys.ts'
import { flipped } from './testing/vault.ts'

const key = newSiteKey()
const binding: Binding = ['table', 'installation', 'id', 3]
const secret = Buffer.from('a secret of some length')

test('gives back what was sealed, whatever its length', () => {
  for (const length of [0, 1, 15, 16, 17, 64_000]) {
    const bytes = randomBytes(length)
    const sealed = seal(key, binding, bytes)
    expect(sealed).toHaveLength(length + SEAL_OVERHEAD)
    expect(unseal(key, binding, sealed)).toEqual(bytes)
  }
})

test('no two sealed texts are alike', () => {
  const all = Array.from({ length: 200 }, () => seal(key, binding, secret).toString('hex'))
  expect(new Set(all).size).toBe(all.length)
  expect(new Set(all.map(each => each.slice(2, 26))).size).toBe(all.length)
})

test('one flipped bit anywhere, a byte less or more, and it does not open', () => {
  const sealed = seal(key, binding, secret)
  for (let at = 0; at < sealed.length; at++) expect(unseal(key, binding, flipped(sealed, at))).toBeNull()
  for (let length = 0; length < sealed.length; length++)
    expect(unseal(key, binding, sealed.subarray(0, length))).toBeNull()
  expect(unseal(key, binding, Buffer.concat([sealed, Buffer.of(0)]))).toBeNull()
})

test('another key or another word of the binding does not open it', () => {
  const sealed = seal(key, binding, secret)
  expect(unseal(newSiteKey(), binding, sealed)).toBeNull()
  const others: Binding[] = [
    ['table', 'installation', 'id', 4],
    ['table', 'installation', 'id', '3'],
    ['table', 'installation', 'id'],
    ['table', 'installation', 'id', 3, ''],
    ['table', 'installationid', '', 3],
    ['table","installation', 'id', 3],
  ]
  for (const other of others) expect(unseal(key, other, sealed)).toBeNull()
})
