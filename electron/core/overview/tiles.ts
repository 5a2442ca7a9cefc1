import type { FleetScope } from '../../../shared/contract/relations.ts'
import type { Attention, HostTile, SiteTile } from '../../../shared/contract/overview.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostView, Site } from '../../../shared/models/host.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { memoryOf, percentOf } from './capacity.ts'
import { isLive } from './pools.ts'

/** A number as a picture needs it: the wire carries thousands of them. */
export const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10

/** The site and every site below it. */
export function sitesBelow(sites: readonly Site[], siteId: SiteId): Set<SiteId> {
  const wanted = new Set([siteId])
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size
    for (const site of sites) if (site.parentId !== null && wanted.has(site.parentId)) wanted.add(site.id)
  }
  return wanted
}

/** The hosts of a part of the fleet. */
export function inScope(hosts: readonly HostView[], sites: readonly Site[], scope: FleetScope): HostView[] {
  if (scope.kind === 'fleet') return [...hosts]
  if (scope.kind === 'host') return hosts.filter(({ record }) => record.id === scope.id)
  const wanted = sitesBelow(sites, scope.id)
  return hosts.filter(({ record }) => record.siteId !== null && wanted.has(record.siteId))
}

function memoryPercent(sample: HostSample | undefined): number | null {
  const memory = memoryOf(sample)
  return memory && percentOf(memory.usedBytes, memory.totalBytes)
}

const phaseOrder: readonly HostView['state']['phase'][] = [
  'blocked',
  'waiting',
  'degraded',
  'connecting',
  'live',
  'disconnected',
]

/** Hosts as small multiples: those in trouble first, then those that work most. */
export function hostTiles(
  hosts: readonly HostView[],
  sampleOf: (hostId: HostId) => HostSample | undefined,
  sparkOf: (hostId: HostId) => (number | null)[],
  count: number,
): HostTile[] {
  return hosts
    .map(({ record, site, state, machineCount, runningCount, dataAsOfMs }) => {
      const sample = sampleOf(record.id)
      return {
        hostId: record.id,
        name: record.name,
        siteId: record.siteId,
        site,
        phase: state.phase,
        machines: machineCount,
        running: runningCount,
        cpuPercent: rounded(sample?.cpuPercent ?? null),
        memoryPercent: memoryPercent(sample),
        dataAsOfMs,
      }
    })
    .sort(
      (a, b) =>
        phaseOrder.indexOf(a.phase) - phaseOrder.indexOf(b.phase) ||
        a.name.localeCompare(b.name, 'en', { numeric: true }),
    )
    .slice(0, count)
    .map(tile => ({ ...tile, spark: sparkOf(tile.hostId).map(rounded) }))
}

/** The sites right below the scope, each with all that is below it, and the hosts that are in none of them. */
export function siteTiles(
  hosts: readonly HostView[],
  sites: readonly Site[],
  scope: FleetScope,
  attention: readonly Attention[],
  sampleOf: (hostId: HostId) => HostSample | undefined,
): SiteTile[] {
  if (scope.kind === 'host') return []
  const parent = scope.kind === 'site' ? scope.id : null
  const below = sites.filter(site => site.parentId === parent)
  if (below.length === 0) return []
  const left = new Set(hosts)
  const tile = (its: readonly HostView[], site: Site | null): SiteTile => {
    const ids = new Set(its.map(({ record }) => record.id))
    const cpu = { used: 0, all: 0 }
    const memory = { used: 0, all: 0 }
    for (const { record, facts } of its) {
      const sample = sampleOf(record.id)
      if (sample?.cpuPercent != null && facts?.cpus != null) {
        cpu.used += (sample.cpuPercent / 100) * facts.cpus
        cpu.all += facts.cpus
      }
      const used = memoryOf(sample)
      memory.used += used?.usedBytes ?? 0
      memory.all += used?.totalBytes ?? 0
    }
    return {
      siteId: site?.id ?? null,
      name: site?.name ?? null,
      production: site?.production ?? false,
      hosts: its.length,
      live: its.filter(isLive).length,
      machines: its.reduce((sum, { machineCount }) => sum + machineCount, 0),
      running: its.filter(isLive).reduce((sum, { runningCount }) => sum + runningCount, 0),
      attention: attention.filter(trouble => 'hostId' in trouble && ids.has(trouble.hostId)).length,
      cpuPercent: percentOf(cpu.used, cpu.all),
      memoryPercent: percentOf(memory.used, memory.all),
    }
  }
  const tiles = below.map(site => {
    const its = inScope(hosts, sites, { kind: 'site', id: site.id })
    for (const host of its) left.delete(host)
    return tile(its, site)
  })
  tiles.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '', 'en', { numeric: true }))
  return left.size === 0 ? tiles : [...tiles, tile([...left], null)]
}
