import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { Derivations } from './argon2.ts'
import { enrolled, person, temporaryVault } from './testing/vault.ts'

/** The real derivation, whose parameters are watched. */
const watched = vi.spyOn(Derivations.prototype, 'derive')
const asked = () => watched.mock.calls.map(([, salt, cost]) => ({ saltBytes: salt.length, ...cost }))

afterEach(() => {
  watched.mockClear()
})

afterAll(() => {
  watched.mockRestore()
})

test('a wrong passphrase, an unknown person, nobody and somebody without one cost the very same', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.setCost({ memoryKib: 66_000, passes: 4 })
  await vault.enrol(person(1), { passphrase: 'the right one' })
  await enrolled(vault, 2)
  watched.mockClear()
  for (const who of [person(1), person(2), person(3), null])
    expect(await vault.open(who, 'a wrong one')).toBeNull()
  expect(asked()).toEqual(Array(4).fill({ saltBytes: 16, memoryKib: 66_000, passes: 4 }))
})

test('a row that asks for less than the floor, or for all memory, costs the floor', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  await vault.enrol(person(1), { passphrase: 'the right one' })
  for (const [memoryKib = 0, passes = 0] of [
    [8, 1],
    [2_000_000_000, 3],
    [65_536, 1_000_000],
  ]) {
    store.database.run('UPDATE vault_doors SET memory_kib = ?, passes = ?', memoryKib, passes)
    watched.mockClear()
    await expect(vault.open(person(1), 'the right one')).rejects.toMatchObject({ code: 'vault.damaged' })
    expect(await vault.open(null, 'the right one')).toBeNull()
    expect(asked()).toEqual(Array(2).fill({ saltBytes: 16, memoryKib: 65_536, passes: 3 }))
  }
})
