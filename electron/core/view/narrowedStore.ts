import { type DomainUuid, type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import { isResource, type StoredChange } from '../../../shared/models/change.ts'
import type { ResourceKind, StoredResource } from '../../../shared/models/resources.ts'
import type { FoundLine, SearchOptions, Store } from '../store/index.ts'
import type { StoreView } from './types.ts'
import type { Sight } from './sight.ts'
import type { UsedResources } from './usedResources.ts'

/** Changes that are looked through for those that a person may read. */
const CHANGES_LOOKED = 50_000
/** Resources that are looked through likewise. */
const RESOURCES_LOOKED = 100_000

/** What is stored, as far as a person may read it. */
export function narrowedStore(store: Store, sight: Sight, used: UsedResources): StoreView {
  const seesResource = ({ hostId, kind, value }: StoredResource): boolean => {
    if (kind !== 'snapshot') return sight.resources(hostId, kind)
    // What is stored of snapshots was written as that model, with its machine's UUID.
    return sight.key(machineKey(hostId, (value as { uuid: DomainUuid }).uuid))
  }
  const { search, resources, definitions, changes } = store
  /** What is seen of a host's resources, by their keys; each host once. */
  const seenOf = (kind: ResourceKind) => {
    const known = new Map<HostId, ReadonlyMap<string, StoredResource>>()
    return <T>(row: StoredResource<T>): StoredResource<T>[] => {
      if (seesResource(row)) return [row]
      if (!sight.usedResources(row.hostId, kind)) return []
      const its =
        known.get(row.hostId) ?? new Map(used.list(row.hostId, kind).map(each => [each.key, each] as const))
      known.set(row.hostId, its)
      const own = its.get(row.key)
      return own ? [own as StoredResource<T>] : []
    }
  }
  return {
    notices: store.notices,
    search: {
      text(query: string, { in: where, limit }: SearchOptions): Set<MachineKey> {
        const found = [...search.text(query, { in: where })].filter(key => sight.key(key))
        return new Set(limit === undefined ? found : found.slice(0, limit))
      },
      lines: (query: string, limit: number, among = () => true): FoundLine[] =>
        search.lines(query, limit, key => sight.key(key) && among(key)),
    },
    resources: {
      list: <T>(hostId: HostId, kind: ResourceKind) => {
        if (sight.usedResources(hostId, kind)) return used.list<T>(hostId, kind)
        return sight.resources(hostId, kind) ? resources.list<T>(hostId, kind).filter(seesResource) : []
      },
      all: <T>(kind: ResourceKind) => resources.all<T>(kind).flatMap(seenOf(kind)),
      containing: <T>(kind: ResourceKind, fields: readonly string[], text: string, limit: number) =>
        resources
          .containing<T>(kind, fields, text, RESOURCES_LOOKED)
          .flatMap(seenOf(kind))
          // It was found by all that is stored; what of that is seen must hold it too.
          .filter(row => seesResource(row) || holds(row.value, fields, text))
          .slice(0, limit),
      volumeSums: () => resources.volumeSums().filter(({ hostId }) => sight.resources(hostId, 'volume')),
      asOf: (hostId, kind) =>
        (sight.host(hostId) && sight.resources(hostId, kind)) || sight.usedResources(hostId, kind)
          ? resources.asOf(hostId, kind)
          : null,
    },
    definitions: {
      versions: (hostId, uuid) =>
        sight.key(machineKey(hostId, uuid)) ? definitions.versions(hostId, uuid) : [],
      text: hash => definitions.text(hash),
    },
    changes: {
      since: (sinceMs, limit) =>
        changes
          .since(sinceMs, CHANGES_LOOKED)
          .filter(change => seesChange(sight, change))
          .slice(0, limit),
      lastOf: (hostId, kind, key) =>
        seesChange(sight, { hostId, kind, key }) ? changes.lastOf(hostId, kind, key) : null,
      onNoted: callback => changes.onNoted(callback),
      beganMs: () => changes.beganMs(),
    },
    amounts() {
      const { databaseBytes, hosts } = store.amounts()
      const own = [...hosts].filter(([hostId]) => sight.host(hostId) && sight.wholeHost(hostId))
      return { databaseBytes, events: 0, hosts: new Map(own) }
    },
  }
}

function holds(value: unknown, fields: readonly string[], text: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  const wanted = text.toLowerCase()
  return fields.some(field => {
    const said: unknown = Reflect.get(value, field)
    return typeof said === 'string' && said.toLowerCase().includes(wanted)
  })
}

function seesChange(
  sight: Sight,
  { hostId, kind, key }: Pick<StoredChange, 'hostId' | 'kind' | 'key'>,
): boolean {
  if (kind === 'host') return sight.host(hostId)
  if (isResource(kind)) return sight.resources(hostId, kind)
  return sight.key(machineKey(hostId, key as DomainUuid))
}
