import type { PersonId } from '../../../shared/ids.ts'
import type { Store } from '../store/index.ts'
import { keySite, type SiteName } from './site.ts'
import type { SiteKeys } from './siteKeys.ts'
import type { RecordTable } from './tables/records.ts'
import type { SiteKeyTables } from './tables/siteKeys.ts'
import type { KeySite } from './types.ts'

interface SyncParts {
  store: Store
  keys: SiteKeyTables
  records: RecordTable
  siteKeys: SiteKeys
}

const namesOf = (store: Pick<Store, 'sites'>): ReadonlySet<SiteName> =>
  new Set<SiteName>(['fleet', ...store.sites.list().map(site => site.id)])

/** Of a site that is gone: the fleet's. */
const entitledTo = (
  site: SiteName,
  there: ReadonlySet<SiteName>,
  entitled: (siteId: KeySite) => readonly PersonId[],
): readonly PersonId[] => entitled(there.has(site) ? keySite(site) : null)

/** Who may hold a site's key. */
export const mayHold = (
  store: Pick<Store, 'sites'>,
  site: SiteName,
  entitled: (siteId: KeySite) => readonly PersonId[],
): readonly PersonId[] => entitledTo(site, namesOf(store), entitled)

/**
 * Notes who is to hold which key and does at once what can be done of it, all or nothing. The key of a site that is
 * gone falls to the fleet's holders while secrets are under it, and goes with the last of them. True where anything changed.
 */
export function syncHolders(
  { store, keys, records, siteKeys }: SyncParts,
  entitled: (siteId: KeySite) => readonly PersonId[],
): boolean {
  const there = namesOf(store)
  const known = new Set<SiteName>([...there, ...keys.heldSites(), ...keys.keys().map(key => key.site)])
  const wanted = new Map<SiteName, Set<PersonId>>()
  for (const site of known) {
    const isOver = !there.has(site) && !records.hasAny(site)
    wanted.set(site, new Set(isOver ? [] : entitledTo(site, there, entitled)))
  }
  const differences = [...wanted].flatMap(([site, people]) => {
    const now = new Set(keys.holders(site).map(holder => holder.personId))
    return [
      ...[...people].filter(each => !now.has(each)).map(personId => ({ site, personId, add: true })),
      ...[...now].filter(each => !people.has(each)).map(personId => ({ site, personId, add: false })),
    ]
  })
  if (differences.length === 0) return false
  store.erasing(() => {
    for (const { site, personId, add } of differences)
      if (add) keys.addHolder(site, personId)
      else keys.removeHolder(site, personId)
    siteKeys.settle()
  })
  return true
}
