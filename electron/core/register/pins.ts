import { z } from 'zod'
import type { PersonId } from '../../../shared/ids.ts'
import type { WritableDatabase } from '../store/database.ts'
import { type Binding, seal, unseal } from '../vault/aead.ts'
import type { OwnKey } from '../vault/keys.ts'
import { installationId } from '../vault/tables/installation.ts'

const Pin = z.object({
  /** The register's key when it was last seen; null where there was no register yet. */
  key: z.string().nullable(),
  /** Its version then. */
  version: z.number().int().min(0),
  /** Of somebody whose keys are of before there were registers. */
  old: z.literal(true).optional(),
})
/** What a person knows of the register. */
export type Pin = z.infer<typeof Pin>

/** Known to somebody who got keys while there was no register. */
export const noPin: Pin = { key: null, version: 0 }
/** Known to somebody whose keys are of a version without registers. */
export const oldPin: Pin = { ...noPin, old: true }

/** The table `register_pins`: what each person knows of the register, under the key that nobody else ever holds. */
export class Pins {
  readonly #database: WritableDatabase

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  has(personId: PersonId): boolean {
    return this.#sealed(personId) !== undefined
  }

  /** Undefined where there is none, null where it is not what its person sealed. */
  read(personId: PersonId, ownKey: OwnKey): Pin | null | undefined {
    const sealed = this.#sealed(personId)
    if (!sealed) return undefined
    const text = unseal(ownKey, this.#binding(personId), sealed)
    return text && Pin.parse(JSON.parse(text.toString()))
  }

  write(personId: PersonId, ownKey: OwnKey, pin: Pin): void {
    this.#database.run(
      'INSERT OR REPLACE INTO register_pins VALUES (?, ?)',
      personId,
      seal(ownKey, this.#binding(personId), Buffer.from(JSON.stringify(pin))),
    )
  }

  #sealed(personId: PersonId): Buffer | undefined {
    return this.#database.get<{ sealed: Buffer }>(
      'SELECT sealed FROM register_pins WHERE person_id = ?',
      personId,
    )?.sealed
  }

  #binding(personId: PersonId): Binding {
    return ['register_pins', installationId(this.#database) ?? '', personId]
  }
}
