import type { PageId } from '../../shared/pages.ts'
import type { HostId, SiteId } from '../../shared/ids.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { HostView, Site } from '../../shared/models/host.ts'
import { type Address, isScoped } from '../stores/address.ts'
import type { FleetState } from '../stores/fleet.ts'
import { t } from '../words/index.ts'
import { settingsSections } from './settingsSections.ts'

/** One step of the way to where the person is. */
export interface Crumb {
  key: string
  name: string
  /** Where it leads; null for where one is and for what has no page. */
  to: Partial<Address> | null
  production: boolean
}

type Fleet = Pick<FleetState, 'sites' | 'hosts'>
type Place = Pick<Address, 'page' | 'id' | 'tab' | 'scope'>

/** Pages about one object stand below the list of their kind. */
const listOf = (page: PageId): PageId => (page === 'machine' ? 'machines' : page === 'host' ? 'hosts' : page)

/** The sites from the outermost to this one; ends at one that is gone. */
function sitePath(sites: readonly Site[], siteId: SiteId | null): Site[] {
  const path: Site[] = []
  let next = siteId
  while (next !== null) {
    const site: Site | undefined = sites.find(each => each.id === next)
    if (!site || path.includes(site)) break
    path.unshift(site)
    next = site.parentId
  }
  return path
}

/** Where a place lies in the fleet: the machine, the host and the innermost site, as far as they are known. */
function lies(fleet: Fleet, place: Place, machine: Machine | undefined) {
  const ofHost = (id: HostId | string): { host: HostView | undefined; siteId: SiteId | null } => {
    const host = fleet.hosts.get(id as HostId)
    return { host, siteId: host?.record.siteId ?? null }
  }
  if (place.page === 'machine') return ofHost(place.id?.slice(0, 36) ?? machine?.hostId ?? '')
  if (place.page === 'host') return ofHost(place.id ?? '')
  if (!isScoped(place.page) || place.scope.kind === 'fleet') return { host: undefined, siteId: null }
  if (place.scope.kind === 'site') return { host: undefined, siteId: place.scope.id }
  return ofHost(place.scope.id)
}

/** The way from a page, through the part of the fleet it shows, to the object or section it is about. */
export function crumbs(fleet: Fleet, place: Place, machine?: Machine): Crumb[] {
  const list = listOf(place.page)
  const { host, siteId } = lies(fleet, place, machine)
  const fleetScope = { kind: 'fleet' } as const
  const path: Crumb[] = [
    { key: 'page', name: t(`pages.${list}`), to: { page: list, scope: fleetScope }, production: false },
    ...sitePath(fleet.sites, siteId).map(site => ({
      key: site.id,
      name: site.name,
      to: { page: list, scope: { kind: 'site' as const, id: site.id } },
      production: site.production,
    })),
  ]
  if (host)
    path.push({
      key: host.record.id,
      name: host.record.name,
      to:
        place.page === 'machine'
          ? { page: 'host', id: host.record.id }
          : { page: list, scope: { kind: 'host', id: host.record.id } },
      production: false,
    })
  if (place.page === 'machine')
    path.push({
      key: 'machine',
      name: machine?.name ?? t('pages.machine'),
      to: null,
      production: false,
    })
  const section = settingsSections.find(each => each === place.tab)
  if (place.page === 'settings' && section)
    path.push({ key: section, name: t(`settings.sections.${section}`), to: null, production: false })
  return path
}
