import type { Credential } from '../../../shared/contract/credentials.ts'
import type { Refusals } from './refusals.ts'
import type { StoredCredential } from './table.ts'
import { type CredentialUsers, usersOf } from './users.ts'

/** A credential as everybody who may read it sees it; whether it is `usable`, and who of its users is hidden, depends on who asks. */
export type CredentialView = Omit<Credential, 'usable' | 'hiddenUsers'>

/** What is stored of it, with who refers to it and which hosts did not accept it. */
export function viewOf(
  one: StoredCredential,
  hosts: CredentialUsers,
  refusals: Pick<Refusals, 'of'>,
): CredentialView {
  const { secretAtMs: _, ...shown } = one
  return {
    ...shown,
    usedBy: usersOf(one.name, hosts),
    refusedBy: refusals.of(one.id).flatMap(([hostId, atMs]) => {
      const name = hosts.get(hostId)?.name
      return name === undefined ? [] : [{ hostId, name, atMs }]
    }),
  }
}
