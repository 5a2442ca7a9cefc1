import { expect, test } from 'vitest'
import { newOwnKey } from '../vault/keys.ts'
import { enrolled, person, temporaryVault } from '../vault/testing/vault.ts'
import { noPin, Pins } from './pins.ts'

test('a pin is read by its person’s own key alone, and is theirs alone', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const pins = new Pins(store.database)
  const own = newOwnKey()
  expect(pins.read(person(1), own)).toBeUndefined()
  for (const number of [1, 2]) await enrolled(vault, number)
  pins.write(person(1), own, { key: 'k', version: 4 })
  expect(pins.has(person(1))).toBe(true)
  expect(pins.read(person(1), own)).toEqual({ key: 'k', version: 4 })
  expect(pins.read(person(1), newOwnKey())).toBeNull()
  const move =
    'UPDATE register_pins SET sealed = (SELECT sealed FROM register_pins WHERE person_id = ?) WHERE person_id = ?'
  store.database.run(move, person(1), person(2))
  expect(pins.read(person(2), own)).toBeNull()
  pins.write(person(1), own, noPin)
  expect(pins.read(person(1), own)).toEqual(noPin)
  await vault.forgetPerson(person(1))
  expect(pins.has(person(1))).toBe(false)
})
