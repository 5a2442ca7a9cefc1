import { createHash, randomBytes } from 'node:crypto'
import type { PersonId } from '../../../shared/ids.ts'
import { type Binding, seal, unseal } from './aead.ts'
import { SALT_BYTES } from './argon2.ts'
import { type DoorKey, KEY_BYTES, type OwnKey, type PrivateKey, wipe } from './keys.ts'
import type { Door, DoorKind } from './tables/people.ts'
import type { Argon2Cost } from './types.ts'

/** What lies behind every door of a person. */
export interface PersonSecrets {
  privateKey: PrivateKey
  ownKey: OwnKey
  /** The door says that there is a pin of the register: where that is gone, somebody took it. False for doors of before there were pins. */
  pinned: boolean
}

/** Whose door of which kind, where. */
export interface DoorPlace {
  installation: string
  personId: PersonId
  kind: DoorKind
}

/** Stands behind the keys in every door since there are pins. */
const PINNED = Buffer.of(1)

/** The cost of a door that needs no slow derivation. */
export const noCost: Argon2Cost = { memoryKib: 0, passes: 0 }
export const newSalt = (): Buffer => randomBytes(SALT_BYTES)

const binding = (place: DoorPlace, salt: Buffer, cost: Argon2Cost): Binding => [
  'vault_doors',
  place.installation,
  place.personId,
  place.kind,
  salt.toString('hex'),
  cost.memoryKib,
  cost.passes,
]

const digestOf = (bound: Binding, sealed: Buffer): Buffer =>
  createHash('sha256').update(JSON.stringify(bound)).update(sealed).digest()

/** Wraps a person's keys with a door's key. */
export function makeDoor(
  place: DoorPlace,
  key: DoorKey,
  salt: Buffer,
  cost: Argon2Cost,
  secrets: PersonSecrets,
): Door {
  const bound = binding(place, salt, cost)
  const both = Buffer.concat([secrets.privateKey, secrets.ownKey, PINNED])
  const sealed = seal(key, bound, both)
  wipe(both)
  return { salt, cost, sealed, digest: digestOf(bound, sealed) }
}

/** The person's keys; null for a wrong key, `damaged` where the row is not as it was written. */
export function openDoor(place: DoorPlace, key: DoorKey, door: Door): PersonSecrets | 'damaged' | null {
  const bound = binding(place, door.salt, door.cost)
  const both = unseal(key, bound, door.sealed)
  if (!both) return digestOf(bound, door.sealed).equals(door.digest) ? null : 'damaged'
  const secrets = {
    privateKey: Buffer.from(both.subarray(0, KEY_BYTES)) as PrivateKey,
    ownKey: Buffer.from(both.subarray(KEY_BYTES, 2 * KEY_BYTES)) as OwnKey,
    pinned: both.length > 2 * KEY_BYTES,
  }
  wipe(both)
  return secrets
}
