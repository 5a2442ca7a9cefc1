import type { ConfigPlace } from '../../../shared/contract/index.ts'
import { useFleet } from '../../stores/fleet.ts'
import { compareNames } from '../../words/format.ts'
import { t } from '../../words/index.ts'

/** Everything: what holds where no site and no host says otherwise. */
export const everywhere: ConfigPlace = { kind: 'installation' }

/** Where a setting can be said, as a list to choose from: everywhere (``), at a site (`site …`) or for a host (`host …`). */
export function usePlaces() {
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const places = new Map<string, ConfigPlace>([
    ['', everywhere],
    ...sites.map(({ id }): [string, ConfigPlace] => [`site ${id}`, { kind: 'site', siteId: id }]),
    ...[...hosts.keys()].map((id): [string, ConfigPlace] => [`host ${id}`, { kind: 'host', hostId: id }]),
  ])
  const parents = new Map(sites.map(site => [site.id, site]))
  const path = (site: (typeof sites)[number]): string => {
    const parent = site.parentId === null ? undefined : parents.get(site.parentId)
    return parent ? `${path(parent)} / ${site.name}` : site.name
  }
  const named = (each: { value: string; label: string }[]) =>
    each.sort((a, b) => compareNames(a.label, b.label))
  const data = [
    { value: '', label: t('settings.connections.fleet') },
    ...named(
      sites.map(site => ({
        value: `site ${site.id}`,
        label: t('settings.connections.site', { path: path(site) }),
      })),
    ),
    ...named(
      [...hosts.values()].map(({ record }) => ({
        value: `host ${record.id}`,
        label: t('upkeep.monitoring.host', { name: record.name }),
      })),
    ),
  ]
  return { places, data }
}
