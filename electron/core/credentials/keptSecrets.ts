import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import type { CredentialId } from '../../../shared/ids.ts'
import { packSecret, unpackSecret } from './checkSecret.ts'

/** Secrets that let a host in, in memory only, so that it can come back while nobody is signed in. */
export class KeptSecrets {
  readonly #kept = new Map<CredentialId, { version: number; bytes: Buffer }>()

  /** The secret of this version; undefined where another one, or none, is kept. */
  get(id: CredentialId, version: number): CredentialSecret | undefined {
    const kept = this.#kept.get(id)
    return kept?.version === version ? unpackSecret(Buffer.from(kept.bytes)) : undefined
  }

  keep(id: CredentialId, version: number, secret: CredentialSecret): void {
    if (this.#kept.get(id)?.version === version) return
    this.drop(id)
    this.#kept.set(id, { version, bytes: packSecret(secret) })
  }

  /** Zeroes one. */
  drop(id: CredentialId): void {
    this.#kept.get(id)?.bytes.fill(0)
    this.#kept.delete(id)
  }

  /** Zeroes all. */
  clear(): void {
    for (const id of [...this.#kept.keys()]) this.drop(id)
  }
}
