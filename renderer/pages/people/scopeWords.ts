import type { Grant, Scope } from '../../../shared/models/access.ts'
import type { FleetState } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'

/** Where a grant holds, in words. */
export function scopeWords(scope: Scope, { sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>): string {
  switch (scope.kind) {
    case 'everything':
      return t('people.grant.everything')
    case 'site': {
      const name = sites.find(site => site.id === scope.siteId)?.name
      return name === undefined ? t('people.grant.siteGone') : t('people.grant.siteWords', { name })
    }
    case 'host': {
      const name = hosts.get(scope.hostId)?.record.name
      return name === undefined ? t('people.grant.hostGone') : t('people.grant.hostWords', { name })
    }
    case 'query':
      return t('people.grant.queryWords', { query: scope.query })
  }
}

/** Whether a grant has ended by itself. */
export const isOver = ({ untilMs }: Pick<Grant, 'untilMs'>, nowMs: number): boolean =>
  untilMs !== null && untilMs <= nowMs
