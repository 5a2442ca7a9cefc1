import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import type { CredentialId, HostId, SiteId } from '../../../shared/ids.ts'

/** A credential's name as two are compared by. */
export const folded = (name: string): string => name.trim().normalize('NFC').toLowerCase()

/** What is known of a credential without its secret. */
export interface CredentialFacts {
  readonly id: CredentialId
  readonly name: string
  readonly kind: CredentialSecret['kind']
  /** SSH user that it belongs to. */
  readonly userName: string | null
  /** Whose key seals it; null is the fleet's. */
  readonly siteId: SiteId | null
}

/** A credential opened for one attempt of one host. */
export interface HostCredential extends Omit<CredentialFacts, 'siteId'> {
  /** Changes with its secret. */
  readonly version: number
  readonly secret: CredentialSecret
}

/** What a person wants to keep of an answer, once it has let the host in. */
export interface KeptAnswer {
  name: string
  siteId: SiteId | null
  kind: 'password' | 'passphrase'
  userName: string | null
  value: string
  /** Who wants it, by name. */
  by: string
}

/** Where hosts get the credentials that their options name. */
export interface NamedCredentials {
  /** Undefined where there is none of that name. */
  describe(name: string): CredentialFacts | undefined
  /**
   * The credential with its secret for this host. `AppError` vault.closed, vault.noKey, vault.damaged,
   * credential.unknown, credential.invalid (not the host's site's), credential.refused (by this host, before),
   * credential.withheld (where it would go is not as somebody accepted it who may use it).
   */
  open(hostId: HostId, name: string): HostCredential
  /** The same for a host that isn't stored, of this site. */
  openAt(siteId: SiteId | null, name: string): HostCredential
  /** The host did not accept it and it is not given out for it again; false where it has been changed meanwhile. */
  refused(hostId: HostId, credential: HostCredential): boolean
  /** The host was let in with it: it may be kept in memory for while the vault is closed. */
  accepted(hostId: HostId, credential: HostCredential): void
  /** A person wants it tried again there; passwords stay refused until they are changed. */
  allowAgain(hostId: HostId, name: string): void
  /** Makes a credential of an answer. */
  keep(answer: KeptAnswer): Promise<void>
  /** Where they may go: sealed by who may use them. */
  readonly destinations: CredentialDestinations
  /** Throws `credential.used` while the site has credentials of its own. */
  requireSiteEmpty(siteId: SiteId): void
  /** Zeroes what is kept in memory. */
  forget(): void
}

/** Where credentials may go, as what changes hosts needs it. */
export interface CredentialDestinations {
  /**
   * Does what a person wants with these hosts, and seals what it changed; `byItself`: nobody decided it at this
   * moment.
   */
  around<T>(hosts: readonly HostId[] | 'all', work: () => T, byItself?: boolean): T
  /** True where it is known to be as accepted. */
  isGood(hostId: HostId): boolean
}
