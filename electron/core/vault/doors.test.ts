import { expect, test } from 'vitest'
import { costFloor } from './argon2.ts'
import { type DoorPlace, makeDoor, newSalt, openDoor } from './doors.ts'
import { doorKeyOf } from './keys.ts'
import { newSecrets } from './personKeys.ts'
import { flipped, person } from './testing/vault.ts'

const place: DoorPlace = { installation: 'here', personId: person(1), kind: 'passphrase' }
const salt = newSalt()
const key = doorKeyOf(Buffer.alloc(32, 1), salt)
const secrets = newSecrets()
const door = makeDoor(place, key, salt, costFloor, secrets)

test('opens with its key, and with another it is simply the wrong one', () => {
  expect(openDoor(place, key, door)).toEqual(secrets)
  expect(openDoor(place, doorKeyOf(Buffer.alloc(32, 2), salt), door)).toBeNull()
})

test('a flipped bit in any stored field is damage and not a wrong key', () => {
  for (let at = 0; at < door.sealed.length; at++)
    expect(openDoor(place, key, { ...door, sealed: flipped(door.sealed, at) })).toBe('damaged')
  for (let at = 0; at < salt.length; at++)
    expect(openDoor(place, key, { ...door, salt: flipped(salt, at) })).toBe('damaged')
  expect(openDoor(place, key, { ...door, cost: { ...costFloor, passes: 4 } })).toBe('damaged')
  expect(openDoor(place, key, { ...door, cost: { ...costFloor, memoryKib: 65_537 } })).toBe('damaged')
  const wrong = doorKeyOf(Buffer.alloc(32, 2), salt)
  for (let at = 0; at < door.digest.length; at++) {
    const broken = { ...door, digest: flipped(door.digest, at) }
    expect(openDoor(place, wrong, broken)).toBe('damaged')
    // The digest only tells damage; where the seal holds, nothing is lost by it.
    expect(openDoor(place, key, broken)).toEqual(secrets)
  }
})

test('a door in another’s place, or of another kind, opens nothing', () => {
  for (const other of [
    { ...place, personId: person(2) },
    { ...place, installation: 'there' },
    { ...place, kind: 'recovery' as const },
  ])
    expect(openDoor(other, key, door)).toBe('damaged')
})
