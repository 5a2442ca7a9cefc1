import type { Capacity } from '../../../shared/contract/overview.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { isLive, type Space } from './pools.ts'

/** Memory in use on a host, of its total; null where it was not measured. */
export function memoryOf(sample: HostSample | undefined): { usedBytes: number; totalBytes: number } | null {
  const { memoryTotalBytes, memoryAvailableBytes } = sample ?? {}
  if (memoryTotalBytes == null || memoryAvailableBytes == null || memoryTotalBytes === 0) return null
  return { usedBytes: Math.max(0, memoryTotalBytes - memoryAvailableBytes), totalBytes: memoryTotalBytes }
}

/** How full the hosts are: what they have, what is used of it now, and what was promised to machines. */
export function capacityOf(
  hosts: readonly HostView[],
  machines: Iterable<Machine>,
  sampleOf: (hostId: HostId) => HostSample | undefined,
  spaces: readonly Space[],
): Capacity {
  const cpu = { cpus: 0, usedCpus: 0, measuredCpus: 0, runningVcpus: 0, definedVcpus: 0 }
  const memory = { totalBytes: 0, usedBytes: 0, measuredBytes: 0, runningBytes: 0, definedBytes: 0 }
  let unknownHosts = 0
  const partIds = new Set(hosts.flatMap(({ part, record }) => (part ? [record.id] : [])))
  const isAllPart = partIds.size === hosts.length
  for (const { record, facts, part } of hosts) {
    if (part) continue
    const sample = sampleOf(record.id)
    const used = memoryOf(sample)
    if (facts?.cpus == null && facts?.memoryBytes == null) unknownHosts++
    cpu.cpus += facts?.cpus ?? 0
    if (sample?.cpuPercent != null && facts?.cpus != null) {
      cpu.measuredCpus += facts.cpus
      cpu.usedCpus += (facts.cpus * sample.cpuPercent) / 100
    }
    memory.totalBytes += facts?.memoryBytes ?? used?.totalBytes ?? 0
    memory.measuredBytes += used?.totalBytes ?? 0
    memory.usedBytes += used?.usedBytes ?? 0
  }
  for (const { id, vcpus, memoryBytes, hostId } of machines) {
    // What was given out on a host whose size is not told is no part of what there is.
    if (!isAllPart && partIds.has(hostId)) continue
    cpu.definedVcpus += vcpus ?? 0
    memory.definedBytes += memoryBytes ?? 0
    if (id === null) continue
    cpu.runningVcpus += vcpus ?? 0
    memory.runningBytes += memoryBytes ?? 0
  }
  const sum = (of: (space: Space) => number) => spaces.reduce((total, space) => total + of(space), 0)
  const live = new Set(hosts.flatMap(host => (isLive(host) ? [host.record.id] : [])))
  const stale = spaces.filter(({ hostIds }) => ![...hostIds].some(id => live.has(id)))
  const seenMs = new Map(hosts.map(({ record, dataAsOfMs }) => [record.id, dataAsOfMs]))
  // A shared pool is as fresh as the host that saw it last.
  const staleMs = stale.flatMap(
    ({ hostIds }) => latestOf([...hostIds].map(id => seenMs.get(id) ?? null)) ?? [],
  )
  const storage = {
    capacityBytes: sum(space => space.capacityBytes),
    allocationBytes: sum(space => space.allocationBytes),
    provisionedBytes: sum(space => space.provisionedBytes),
  }
  return {
    cpu: {
      ...cpu,
      usedCpus: cpu.measuredCpus > 0 ? cpu.usedCpus : null,
      usedPercent: percentOf(cpu.usedCpus, cpu.measuredCpus),
      promisedPercent: percentOf(cpu.runningVcpus, cpu.cpus),
    },
    memory: {
      ...memory,
      usedBytes: memory.measuredBytes > 0 ? memory.usedBytes : null,
      usedPercent: percentOf(memory.usedBytes, memory.measuredBytes),
      promisedPercent: percentOf(memory.runningBytes, memory.totalBytes),
    },
    storage: {
      ...storage,
      pools: spaces.length,
      sharedPools: spaces.filter(space => space.pools.length > 1).length,
      stalePools: stale.length,
      oldestMs: staleMs.length > 0 ? Math.min(...staleMs) : null,
      usedPercent: percentOf(storage.allocationBytes, storage.capacityBytes),
      promisedPercent: percentOf(storage.provisionedBytes, storage.capacityBytes),
    },
    unknownHosts,
    partHosts: partIds.size,
  }
}

function latestOf(times: readonly (number | null)[]): number | null {
  const known = times.filter(time => time !== null)
  return known.length > 0 ? Math.max(...known) : null
}

/** Of one whole; null where there is none. */
export const percentOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1000) / 10 : null
