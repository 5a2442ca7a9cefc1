import type { PersonId } from '../../../shared/ids.ts'
import type { WritableDatabase } from '../store/database.ts'
import type { Binding } from '../vault/aead.ts'
import { type PublicKey, wipe } from '../vault/keys.ts'
import { keysOf, type OpenKeys } from '../vault/ring.ts'
import { sealTo, unsealFrom } from '../vault/sealedBox.ts'
import { installationId } from '../vault/tables/installation.ts'
import type { Link } from './document.ts'
import { type AuthoritySecret, authorityOf } from './signing.ts'

/** The table `register_seals`: the key that signs the register, for each of those who manage people. */
export class Seals {
  readonly #database: WritableDatabase

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  /** The secret of this key out of a ring, for the caller to wipe; null where it was not sealed to that person. */
  open(ring: OpenKeys, { n, key }: Link): AuthoritySecret | null {
    const row = this.#database.get<{ sealed: Buffer }>(
      'SELECT sealed FROM register_seals WHERE person_id = ? AND n = ?',
      ring.personId,
      n,
    )
    const secret = row && unsealFrom(keysOf(ring), this.#binding(ring.personId, n), row.sealed)
    if (!secret) return null
    // Anybody can seal to a public key: only the secret of the key that signs is one.
    if (authorityOf(secret as AuthoritySecret) === key) return secret as AuthoritySecret
    wipe(secret)
    return null
  }

  /** Seals it to somebody; a public key that is none is passed over. */
  put(personId: PersonId, publicKey: PublicKey, n: number, secret: AuthoritySecret): void {
    const sealed = sealTo(publicKey, this.#binding(personId, n), secret)
    if (sealed)
      this.#database.run('INSERT OR REPLACE INTO register_seals VALUES (?, ?, ?)', personId, n, sealed)
  }

  clear(): void {
    this.#database.run('DELETE FROM register_seals')
  }

  #binding(personId: PersonId, n: number): Binding {
    return ['register_seals', installationId(this.#database) ?? '', personId, n]
  }
}
