import type { HostSample } from '../../../shared/models/metrics.ts'
import type { HostCounters } from './hostText.ts'
import { elapsedSeconds, type Instant, perSecond } from './rates.ts'

/** Everything measured of a host in one interval; null is a gap. */
export type HostValues = Omit<HostSample, 'hostId' | 'atMs'>

/** Order of a host's values in its ring. */
export const hostMetricNames = [
  'cpuPercent',
  'iowaitPercent',
  'stealPercent',
  'memoryTotalBytes',
  'memoryAvailableBytes',
  'swapUsedBytes',
  'load1',
  'load5',
  'load15',
  'netRxBytesPerSecond',
  'netTxBytesPerSecond',
  'diskReadBytesPerSecond',
  'diskWriteBytesPerSecond',
  'psiCpuPercent',
  'psiMemoryPercent',
  'psiIoPercent',
] as const satisfies readonly (keyof HostValues)[]

/** One reading of a host's counters. */
export interface HostReading {
  at: Instant
  counters: HostCounters
}

/** Values of the interval between two readings; without a usable `before` only what needs no interval. */
export function hostValues(before: HostReading | null, after: HostReading, intervalMs: number): HostValues {
  const { counters } = after
  const comparable = before !== null && before.counters.source === counters.source
  const seconds = comparable ? elapsedSeconds(before.at, after.at, intervalMs) : null
  const then = seconds === null ? null : (before?.counters ?? null)
  const cpu = cpuShares(then?.cpu ?? null, counters.cpu)
  const net = then?.net?.devices === counters.net?.devices ? then?.net : null
  const disk = then?.disk?.devices === counters.disk?.devices ? then?.disk : null
  const rate = (old: number | undefined, now: number | undefined) =>
    perSecond(old ?? null, now ?? null, seconds ?? 0)
  return {
    ...cpu,
    memoryTotalBytes: counters.memoryTotalBytes,
    memoryAvailableBytes: counters.memoryAvailableBytes,
    swapUsedBytes: counters.swapUsedBytes,
    load1: counters.load?.[0] ?? null,
    load5: counters.load?.[1] ?? null,
    load15: counters.load?.[2] ?? null,
    netRxBytesPerSecond: rate(net?.rxBytes, counters.net?.rxBytes),
    netTxBytesPerSecond: rate(net?.txBytes, counters.net?.txBytes),
    diskReadBytesPerSecond: rate(disk?.readBytes, counters.disk?.readBytes),
    diskWriteBytesPerSecond: rate(disk?.writeBytes, counters.disk?.writeBytes),
    psiCpuPercent: counters.psi.cpu,
    psiMemoryPercent: counters.psi.memory,
    psiIoPercent: counters.psi.io,
  }
}

function cpuShares(before: HostCounters['cpu'], after: HostCounters['cpu']) {
  const gap = { cpuPercent: null, iowaitPercent: null, stealPercent: null }
  if (before === null || after === null) return gap
  const total = after.total - before.total
  const idle = after.idle - before.idle
  // The kernel's iowait may step back a little (proc(5)), which is no reset of the other counters.
  const iowait = Math.max(0, after.iowait - before.iowait)
  const steal = after.steal - before.steal
  if (total <= 0 || idle < 0 || steal < 0) return gap
  const percent = (ticks: number) => Math.min(100, Math.max(0, (100 * ticks) / total))
  return {
    cpuPercent: percent(total - idle - iowait),
    iowaitPercent: percent(iowait),
    stealPercent: percent(steal),
  }
}
