import type { SiteId } from '../../../shared/ids.ts'
import type { Grant, Scope } from '../../../shared/models/access.ts'
import type { FleetState } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'

/** Where a grant holds, in words. */
export function scopeWords(scope: Scope, { sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>): string {
  switch (scope.kind) {
    case 'everything':
      return t('people.grant.everything')
    case 'site': {
      const name = sitePath(scope.siteId, sites)
      return name === null ? t('people.grant.siteGone') : t('people.grant.siteWords', { name })
    }
    case 'host': {
      const name = hosts.get(scope.hostId)?.record.name
      return name === undefined ? t('people.grant.hostGone') : t('people.grant.hostWords', { name })
    }
    case 'query':
      return t('people.grant.queryWords', { query: scope.query })
  }
}

/** A site by the way to it, which tells two of one name apart: `Frankfurt / Rack 3`; null for one that is gone. */
export function sitePath(id: SiteId, sites: FleetState['sites']): string | null {
  const names: string[] = []
  const seen = new Set<SiteId>()
  let site = sites.find(each => each.id === id)
  while (site && !seen.has(site.id)) {
    seen.add(site.id)
    names.unshift(site.name)
    const { parentId } = site
    site = sites.find(each => each.id === parentId)
  }
  return names.length === 0 ? null : names.join(' / ')
}

/** Whether a grant has ended by itself. */
export const isOver = ({ untilMs }: Pick<Grant, 'untilMs'>, nowMs: number): boolean =>
  untilMs !== null && untilMs <= nowMs
