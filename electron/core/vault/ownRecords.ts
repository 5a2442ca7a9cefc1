import type { PersonId } from '../../../shared/ids.ts'
import type { Store } from '../store/index.ts'
import { type Binding, seal, unseal } from './aead.ts'
import { damaged } from './errors.ts'
import type { OwnKey } from './keys.ts'
import { installationId } from './tables/installation.ts'
import type { PeopleTables } from './tables/people.ts'

/** One person's own secrets, under a key that nobody else ever holds. */
export class OwnRecords {
  readonly #parts: { store: Store; people: PeopleTables }

  constructor(parts: { store: Store; people: PeopleTables }) {
    this.#parts = parts
  }

  seal(personId: PersonId, ownKey: OwnKey, kind: string, secret: Uint8Array): void {
    this.#parts.people.putOwn(personId, kind, seal(ownKey, this.#binding(personId, kind), secret))
  }

  /** Null where there is none. `AppError` vault.damaged. */
  unseal(personId: PersonId, ownKey: OwnKey, kind: string): Buffer | null {
    const sealed = this.#parts.people.own(personId, kind)
    if (!sealed) return null
    const secret = unseal(ownKey, this.#binding(personId, kind), sealed)
    if (!secret) throw damaged(`The personal secret ${kind}`, { personId, kind })
    return secret
  }

  #binding(personId: PersonId, kind: string): Binding {
    return ['vault_own', installationId(this.#parts.store.database) ?? '', personId, kind]
  }
}
