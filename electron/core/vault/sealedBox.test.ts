import { expect, test } from 'vitest'
import { KEY_BYTES, type PrivateKey, type PublicKey } from './keys.ts'
import { newKeyPair, publicKeyOf, sealTo, unsealFrom } from './sealedBox.ts'
import { flipped } from './testing/vault.ts'

const binding = ['seals', 'site', 1]
const secret = Buffer.from('the key of a site, thirty-two by')

const sealedTo = (publicKey: PublicKey): Buffer => {
  const sealed = sealTo(publicKey, binding, secret)
  if (!sealed) throw new Error('not sealed')
  return sealed
}

test('a private key has the public key that RFC 7748 §6.1 says', () => {
  const vectors = [
    [
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    ],
    [
      '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    ],
  ]
  for (const [own = '', others] of vectors)
    expect(publicKeyOf(Buffer.from(own, 'hex') as PrivateKey).toString('hex')).toBe(others)
})

test('only the owner of the pair opens it, and only under the same binding', () => {
  const pair = newKeyPair()
  const sealed = sealedTo(pair.publicKey)
  expect(unsealFrom(pair, binding, sealed)).toEqual(secret)
  expect(unsealFrom(newKeyPair(), binding, sealed)).toBeNull()
  expect(unsealFrom({ ...newKeyPair(), publicKey: pair.publicKey }, binding, sealed)).toBeNull()
  expect(unsealFrom({ ...pair, publicKey: newKeyPair().publicKey }, binding, sealed)).toBeNull()
  expect(unsealFrom(pair, ['seals', 'site', 2], sealed)).toBeNull()
})

test('the same secret sealed twice has nothing in common', () => {
  const { publicKey } = newKeyPair()
  const [first, second] = [sealedTo(publicKey), sealedTo(publicKey)]
  expect(first.subarray(0, KEY_BYTES)).not.toEqual(second.subarray(0, KEY_BYTES))
  expect(first.subarray(KEY_BYTES)).not.toEqual(second.subarray(KEY_BYTES))
})

test('one flipped bit anywhere, the ephemeral key included, and it does not open', () => {
  const pair = newKeyPair()
  const sealed = sealedTo(pair.publicKey)
  for (let at = 0; at < sealed.length; at++) expect(unsealFrom(pair, binding, flipped(sealed, at))).toBeNull()
  for (const length of [0, 31, 32, 60, sealed.length - 1])
    expect(unsealFrom(pair, binding, sealed.subarray(0, length))).toBeNull()
})

test('a point of small order is neither sealed to nor opened from', () => {
  const pair = newKeyPair()
  for (const first of [0, 1]) {
    const point = Buffer.alloc(KEY_BYTES) as PublicKey
    point[0] = first
    expect(sealTo(point, binding, secret)).toBeNull()
    expect(
      unsealFrom(pair, binding, Buffer.concat([point, sealedTo(pair.publicKey).subarray(KEY_BYTES)])),
    ).toBeNull()
  }
})
