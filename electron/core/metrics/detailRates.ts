import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import type { DetailCounters, NamedCounters } from './detailCounters.ts'
import { elapsedSeconds, type Instant, perSecond } from './rates.ts'

/** Everything measured of one machine's parts in one interval; null is a gap. */
export type DetailValues = Omit<MachineDetailSample, 'key' | 'atMs'>

/** What is remembered of a machine's parts from one tick to the next. */
export interface DetailMemory {
  /** libvirt's running id; another id is another run, so its counters start anew. */
  id: number
  at: Instant
  counters: DetailCounters
}

const KIBIBYTE = 1024
const NANOSECONDS = 1e9

/** Values of the interval between two readings of the same run; without a usable one before, every rate is a gap. */
export function detailValues(
  before: DetailMemory | undefined,
  now: DetailMemory,
  intervalMs: number,
): DetailValues {
  const usable = before?.id === now.id ? before : undefined
  const seconds = usable ? elapsedSeconds(usable.at, now.at, intervalMs) : null
  const growth = (kind: 'vcpus' | 'disks' | 'nics', part: NamedCounters) =>
    growthOf(usable?.counters[kind].find(old => old.name === part.name)?.counters, part.counters, seconds)
  return {
    vcpus: now.counters.vcpus.map(part => {
      const rate = growth('vcpus', part)
      return {
        index: Number(part.name),
        percent: percentOf(rate('time')),
        delayPercent: percentOf(rate('delay')),
      }
    }),
    disks: now.counters.disks.map(part => {
      const rate = growth('disks', part)
      return {
        name: part.name,
        readBytesPerSecond: rate('rd.bytes'),
        writeBytesPerSecond: rate('wr.bytes'),
        readOpsPerSecond: rate('rd.reqs'),
        writeOpsPerSecond: rate('wr.reqs'),
        readLatencyMs: latency(rate('rd.times'), rate('rd.reqs')),
        writeLatencyMs: latency(rate('wr.times'), rate('wr.reqs')),
        flushLatencyMs: latency(rate('fl.times'), rate('fl.reqs')),
      }
    }),
    nics: now.counters.nics.map(part => {
      const rate = growth('nics', part)
      return {
        name: part.name,
        rxBytesPerSecond: rate('rx.bytes'),
        txBytesPerSecond: rate('tx.bytes'),
        rxPacketsPerSecond: rate('rx.pkts'),
        txPacketsPerSecond: rate('tx.pkts'),
        rxDropsPerSecond: rate('rx.drop'),
        txDropsPerSecond: rate('tx.drop'),
        rxErrorsPerSecond: rate('rx.errs'),
        txErrorsPerSecond: rate('tx.errs'),
      }
    }),
    balloon: balloonValues(
      now.counters.balloon,
      growthOf(usable?.counters.balloon, now.counters.balloon, seconds),
    ),
  }
}

type Rate = (counter: string) => number | null

function growthOf(
  before: ReadonlyMap<string, number> | undefined,
  now: ReadonlyMap<string, number>,
  seconds: number | null,
): Rate {
  return counter =>
    seconds === null ? null : perSecond(before?.get(counter) ?? null, now.get(counter) ?? null, seconds)
}

function balloonValues(now: ReadonlyMap<string, number>, rate: Rate): DetailValues['balloon'] {
  const bytes = (name: string): number | null => {
    const value = now.get(name)
    return value === undefined || value < 0 ? null : value * KIBIBYTE
  }
  const swapped = (name: string): number | null => {
    const kib = rate(name)
    return kib === null ? null : kib * KIBIBYTE
  }
  const updated = now.get('last-update') ?? 0
  return {
    currentBytes: bytes('current'),
    maximumBytes: bytes('maximum'),
    rssBytes: bytes('rss'),
    unusedBytes: bytes('unused'),
    availableBytes: bytes('available'),
    usableBytes: bytes('usable'),
    diskCachesBytes: bytes('disk_caches'),
    swapInBytesPerSecond: swapped('swap_in'),
    swapOutBytesPerSecond: swapped('swap_out'),
    majorFaultsPerSecond: rate('major_fault'),
    minorFaultsPerSecond: rate('minor_fault'),
    updatedAtMs: updated > 0 ? updated * 1000 : null,
  }
}

/** Nanoseconds a second as percent of one core; the clocks' error may carry it a little beyond, which is shown as 100. */
function percentOf(nanosecondsPerSecond: number | null): number | null {
  return nanosecondsPerSecond === null ? null : Math.min(100, (nanosecondsPerSecond / NANOSECONDS) * 100)
}

/** Mean milliseconds of one request; null where no request ended. */
function latency(nanosecondsPerSecond: number | null, requestsPerSecond: number | null): number | null {
  if (nanosecondsPerSecond === null || requestsPerSecond === null || requestsPerSecond === 0) return null
  return nanosecondsPerSecond / requestsPerSecond / 1e6
}
