import type { FleetScope } from '../../../shared/contract/relations.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostRecord, Site } from '../../../shared/models/host.ts'

/** The hosts of a part of the fleet; a site has those of the sites below it too. */
export function hostsInScope(
  scope: FleetScope,
  hosts: readonly Pick<HostRecord, 'id' | 'siteId'>[],
  sites: readonly Pick<Site, 'id' | 'parentId'>[],
): Set<HostId> {
  if (scope.kind === 'fleet') return new Set(hosts.map(({ id }) => id))
  if (scope.kind === 'host') return new Set(hosts.flatMap(({ id }) => (id === scope.id ? [id] : [])))
  const wanted = new Set<SiteId>([scope.id])
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size
    for (const { id, parentId } of sites) if (parentId !== null && wanted.has(parentId)) wanted.add(id)
  }
  return new Set(hosts.flatMap(({ id, siteId }) => (siteId !== null && wanted.has(siteId) ? [id] : [])))
}
