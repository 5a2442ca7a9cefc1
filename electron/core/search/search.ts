import { setImmediate as otherWork } from 'node:timers/promises'
import { type SearchGroup, type SearchHit, XML_SEARCH_MIN } from '../../../shared/contract/search.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { machineKey } from '../../../shared/ids.ts'
import type { HostFacts, HostRecord } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Network, Pool, Snapshot, Volume } from '../../../shared/models/resources.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Store } from '../store/index.ts'
import { excerpt, fold } from './excerpt.ts'
import { firstMatch, hostFields, machineFields, resourceFields, type SearchedResource } from './fields.ts'

/** What the search looks into. */
export interface Searched {
  store: { search: Store['search']; resources: Pick<Store['resources'], 'containing'> }
  inventory: {
    machines(): Iterable<Machine>
    machine(key: MachineKey): Machine | undefined
    facts(hostId: HostId): HostFacts | null
    liveness(hostId: HostId): { live: boolean }
  }
  registry: { list(): HostRecord[]; get(id: HostId): HostRecord | null | undefined }
}

/** A resource of one kind as it is stored. */
interface Values {
  volume: Volume
  network: Network
  pool: Pool
  snapshot: Snapshot
}

/**
 * Everything of the fleet that holds a text, group by group; between the groups other work goes on.
 * Rejects with the signal's reason when aborted. What `may` does not hold of is left out.
 */
export async function searchFleet(
  searched: Searched,
  wish: { text: string; limit: number; may(permission: Permission): boolean },
  signal?: AbortSignal,
): Promise<SearchGroup[]> {
  const wanted = fold(wish.text.trim())
  if (wanted === '' || wanted.includes('\n')) return []
  const { limit, may } = wish
  const parts: [Permission, () => SearchGroup][] = [
    ['domain.read', () => machinesWith(searched, wanted, limit)],
    ['host.read', () => group('host', hostsWith(searched, wanted), limit)],
    ['storage.read', () => group('volume', resourcesWith(searched, 'volume', wanted, limit), limit)],
    ['network.read', () => group('network', resourcesWith(searched, 'network', wanted, limit), limit)],
    ['storage.read', () => group('pool', resourcesWith(searched, 'pool', wanted, limit), limit)],
    ['domain.read', () => group('snapshot', resourcesWith(searched, 'snapshot', wanted, limit), limit)],
    ['domain.read', () => group('xml', xmlWith(searched, wanted, limit), limit)],
  ]
  const groups: SearchGroup[] = []
  for (const [permission, run] of parts) {
    signal?.throwIfAborted()
    if (!may(permission)) continue
    const found = run()
    if (found.hits.length > 0) groups.push(found)
    await otherWork(undefined, signal ? { signal } : {})
  }
  return groups
}

function group(kind: SearchGroup['kind'], hits: SearchHit[], limit: number): SearchGroup {
  return { kind, hits: hits.slice(0, limit), more: hits.length > limit }
}

/** A name that is the text comes first, then one that begins with it, then one that holds it. */
function rank(name: string, wanted: string): number {
  const at = fold(name).indexOf(wanted)
  if (at < 0) return 3
  if (at > 0) return 2
  return name.length === wanted.length ? 0 : 1
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function machinesWith({ store, inventory }: Searched, wanted: string, limit: number): SearchGroup {
  const named: Machine[][] = [[], [], []]
  for (const machine of inventory.machines()) named[rank(machine.name, wanted)]?.push(machine)
  const found = new Set<Machine>()
  for (const machines of named) {
    // Thousands that hold a short text need no order among themselves: nobody reads them all.
    if (machines.length <= 1_000) machines.sort((a, b) => order.compare(a.name, b.name))
    for (const machine of machines) if (found.size <= limit) found.add(machine)
  }
  if (found.size <= limit) {
    const all = named.reduce((sum, machines) => sum + machines.length, 0)
    const others: Machine[] = []
    for (const key of store.search.text(wanted, { in: 'facts', limit: all + limit + 1 })) {
      const machine = inventory.machine(key)
      if (machine && !found.has(machine)) others.push(machine)
    }
    for (const machine of others.sort((a, b) => order.compare(a.name, b.name))) found.add(machine)
  }
  const hits: SearchHit[] = []
  for (const machine of found) {
    if (hits.length > limit) break
    const match = firstMatch(machineFields(machine), wanted)
    const { name, hostId, host, key, stale } = machine
    if (match)
      hits.push({ kind: 'machine', name, hostId, host, key, pool: null, ...match, line: null, stale })
  }
  return group('machine', hits, limit)
}

function hostsWith({ registry, inventory }: Searched, wanted: string): SearchHit[] {
  return registry
    .list()
    .flatMap((record): SearchHit[] => {
      const match = firstMatch(hostFields(record, inventory.facts(record.id)?.hostname ?? null), wanted)
      if (!match) return []
      const { id: hostId, name } = record
      const stale = !inventory.liveness(hostId).live
      return [{ kind: 'host', name, hostId, host: name, key: null, pool: null, ...match, line: null, stale }]
    })
    .sort((a, b) => rank(a.name, wanted) - rank(b.name, wanted) || order.compare(a.name, b.name))
}

function resourcesWith<Kind extends SearchedResource>(
  { store, registry, inventory }: Searched,
  kind: Kind,
  wanted: string,
  limit: number,
): SearchHit[] {
  const fields = Object.entries(resourceFields[kind])
  const rows = store.resources.containing<Values[Kind]>(
    kind,
    Object.keys(resourceFields[kind]),
    wanted,
    limit + 1,
  )
  return rows.flatMap(({ hostId, value }): SearchHit[] => {
    const texts = new Map<string, unknown>(Object.entries(value))
    const match = firstMatch(
      fields.map(([name, field]) => [field, String(texts.get(name) ?? '')] as const),
      wanted,
    )
    const host = registry.get(hostId)?.name
    if (!match || host === undefined) return []
    const { name } = value
    const pool = 'pool' in value && kind === 'volume' ? value.pool : null
    const key = 'uuid' in value && kind === 'snapshot' ? machineKey(hostId, (value as Snapshot).uuid) : null
    const stale = !inventory.liveness(hostId).live
    return [{ kind, name, hostId, host, key, pool, ...match, line: null, stale }]
  })
}

function xmlWith({ store, inventory }: Searched, wanted: string, limit: number): SearchHit[] {
  if (wanted.length < XML_SEARCH_MIN) return []
  return store.search.lines(wanted, limit + 1).flatMap(({ key, line, text }): SearchHit[] => {
    const machine = inventory.machine(key)
    const match = excerpt(text, wanted)
    if (!machine || !match) return []
    const { name, hostId, host, stale } = machine
    return [{ kind: 'xml', name, hostId, host, key, pool: null, field: 'xml', ...match, line, stale }]
  })
}
