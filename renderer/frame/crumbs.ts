import type { Site } from '../../shared/models/host.ts'
import type { Scope } from '../stores/address.ts'
import type { FleetState } from '../stores/fleet.ts'

/** One step of the way to where the person is. */
export interface Crumb {
  key: string
  name: string
  scope: Scope
  production: boolean
}

/** The way from the whole fleet to the chosen part; a part that is gone ends at the fleet. */
export function crumbs({ sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>, scope: Scope): Crumb[] {
  const path: Crumb[] = []
  let siteId = scope.kind === 'site' ? scope.id : null
  if (scope.kind === 'host') {
    const host = hosts.get(scope.id)
    if (host) path.unshift({ key: scope.id, name: host.record.name, scope, production: false })
    siteId = host?.record.siteId ?? null
  }
  const seen = new Set<string>()
  while (siteId !== null && !seen.has(siteId)) {
    seen.add(siteId)
    const site: Site | undefined = sites.find(each => each.id === siteId)
    if (!site) break
    path.unshift({
      key: site.id,
      name: site.name,
      scope: { kind: 'site', id: site.id },
      production: site.production,
    })
    siteId = site.parentId
  }
  return [{ key: 'fleet', name: 'Machines', scope: { kind: 'fleet' }, production: false }, ...path]
}
