import type { Credential } from '../../../shared/contract/credentials.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { HostRegistry } from '../hosts/index.ts'
import { folded } from '../hosts/namedCredentials.ts'
import { siteChain } from '../hosts/options.ts'

/** The hosts and sites that refer to credentials by name. */
export type CredentialUsers = Pick<
  HostRegistry,
  'list' | 'get' | 'sites' | 'options' | 'onHost' | 'destination'
> & {
  readonly secrets: Pick<HostRegistry['secrets'], 'rename' | 'changed' | 'usable' | 'gone'>
}

/** Sites that name it themselves, and every host that it would log in to, also where a site or everything says so. */
export function usersOf(name: string, hosts: CredentialUsers): Credential['usedBy'] {
  const named = (other: string | undefined) => other !== undefined && folded(other) === folded(name)
  const usedBy: Credential['usedBy'] = hosts
    .sites()
    .filter(site => named(site.options.credential))
    .map(site => ({ kind: 'site', siteId: site.id, name: site.name }))
  for (const host of hosts.list()) {
    const { options, sources } = hosts.options(host.id)
    if (named(options.credential))
      usedBy.push({
        kind: 'host',
        hostId: host.id,
        name: host.name,
        inherited: sources.credential?.kind !== 'host',
      })
  }
  return usedBy
}

/** A credential is for its own site and those below; one without a site is for all. */
export function reachesSite(
  own: SiteId | null,
  siteId: SiteId | null,
  hosts: Pick<CredentialUsers, 'sites'>,
): boolean {
  if (own === null) return true
  const sites = new Map(hosts.sites().map(site => [site.id, site]))
  return siteChain(siteId, sites).some(site => site.id === own)
}
