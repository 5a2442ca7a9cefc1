import type { CredentialId, HostId } from '../../../shared/ids.ts'
import type { CredentialTable } from './table.ts'

/** Hosts that did not accept a credential since its secret was last changed; kept in the store too. */
export class Refusals {
  readonly #table: CredentialTable
  readonly #of = new Map<CredentialId, Map<HostId, number>>()

  constructor(table: CredentialTable) {
    this.#table = table
    for (const { credentialId, hostId, atMs } of table.refusals()) this.#hosts(credentialId).set(hostId, atMs)
  }

  has(id: CredentialId, hostId: HostId): boolean {
    return this.#of.get(id)?.has(hostId) === true
  }

  /** The hosts that refused it, each with the time (Unix ms). */
  of(id: CredentialId): readonly (readonly [HostId, number])[] {
    return [...(this.#of.get(id) ?? [])]
  }

  add(id: CredentialId, hostId: HostId, atMs: number): void {
    this.#hosts(id).set(hostId, atMs)
    this.#table.refuse({ credentialId: id, hostId, atMs })
  }

  /** Lets it be tried at a host again; false where it had not refused. */
  allow(id: CredentialId, hostId: HostId): boolean {
    if (this.#of.get(id)?.delete(hostId) !== true) return false
    this.#table.allow(id, hostId)
    return true
  }

  /** Every host may try it again; the store's own rows are its table's, in the transaction of what changes it. */
  forget(id: CredentialId): void {
    this.#of.delete(id)
  }

  /** A host that is gone refuses nothing any more. */
  forgetHost(hostId: HostId): void {
    for (const refused of this.#of.values()) refused.delete(hostId)
  }

  #hosts(id: CredentialId): Map<HostId, number> {
    const known = this.#of.get(id) ?? new Map<HostId, number>()
    this.#of.set(id, known)
    return known
  }
}
