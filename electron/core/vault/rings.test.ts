import { expect, test } from 'vitest'
import { enrolled, person, signedIn, temporaryVault } from './testing/vault.ts'

test('rings are told of as they come and go', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  const seen: number[] = []
  const stop = vault.onChange(() => seen.push(vault.present.length))
  const keys = await vault.enrol(person(1), { unlockKey: 'keychain' })
  expect(seen).toEqual([])
  vault.admit(keys)
  vault.admit(keys)
  await signedIn(vault, 1)
  keys.close()
  vault.close()
  stop()
  await signedIn(vault, 1)
  expect(seen).toEqual([1, 2, 1, 0])
})

test('a listener that fails keeps nobody’s ring open', async () => {
  using owned = temporaryVault()
  const { vault, logged } = owned
  const rings = [await enrolled(vault, 1), await enrolled(vault, 2)]
  vault.onChange(() => {
    throw new Error('a bug')
  })
  vault.close()
  expect(rings.map(ring => ring.closed)).toEqual([true, true])
  expect(logged).toHaveLength(2)
})
