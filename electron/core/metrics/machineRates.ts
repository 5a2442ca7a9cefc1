import type { MachineMetric } from '../../../shared/models/metrics.ts'
import { type MachineCounters, diskCounters, nicCounters } from './counters.ts'
import { devicesPerSecond, elapsedSeconds, type Instant, percentOfVcpus, perSecond } from './rates.ts'

/** Everything measured of one machine in one interval; null is a gap. */
export type MachineValues = Record<MachineMetric, number | null>

/** What is remembered of a machine from one tick to the next. */
export interface MachineMemory {
  /** libvirt's running id; another id is another run, so its counters start anew. */
  id: number
  cpu: { at: Instant; ns: number } | null
  devices: { at: Instant; disks: MachineCounters['disks']; nics: MachineCounters['nics'] } | null
  /** Number of vCPUs as the server last said; null before it did. */
  vcpus: number | null
}

/** A machine of which nothing is remembered yet. */
export function freshMemory(id: number): MachineMemory {
  return { id, cpu: null, devices: null, vcpus: null }
}

/** Circumstances of one reading. */
export interface Reading {
  at: Instant
  /** The interval at which CPU is read, and the one at which disks, NICs and memory are. */
  intervalMs: number
  detailIntervalMs: number
  /** From the machine's definition, where the server's own number is not known. */
  vcpus: number | null
  /** CPUs of the host: no machine can use more; null where unknown. */
  hostCpus: number | null
}

/** More cores than the host has can only be a wrong reading; some room for the clock's error. */
const HOST_CPUS_TOLERANCE = 1.25

/** Values of the interval that ends with this reading; `memory` takes the reading in for the next one. */
export function machineValues(
  memory: MachineMemory,
  counters: MachineCounters,
  reading: Reading,
): MachineValues {
  if (counters.vcpus !== null && counters.vcpus > 0) memory.vcpus = counters.vcpus
  const cores = cpuCores(memory, counters, reading)
  const devices = deviceRates(memory, counters, reading)
  return {
    cpuPercent: percentOfVcpus(cores, memory.vcpus ?? reading.vcpus),
    cpuCores: cores,
    memoryRssBytes: counters.rssBytes,
    memoryUsedBytes: counters.usedBytes,
    memoryBalloonBytes: counters.balloonBytes,
    diskReadBytesPerSecond: devices.disks[0] ?? null,
    diskWriteBytesPerSecond: devices.disks[1] ?? null,
    diskReadOpsPerSecond: devices.disks[2] ?? null,
    diskWriteOpsPerSecond: devices.disks[3] ?? null,
    netRxBytesPerSecond: devices.nics[0] ?? null,
    netTxBytesPerSecond: devices.nics[1] ?? null,
  }
}

function cpuCores(memory: MachineMemory, { cpuNs }: MachineCounters, reading: Reading): number | null {
  const before = memory.cpu
  memory.cpu = cpuNs === null ? before : { at: reading.at, ns: cpuNs }
  if (before === null || cpuNs === null) return null
  const seconds = elapsedSeconds(before.at, reading.at, reading.intervalMs)
  if (seconds === null) return null
  const cores = perSecond(before.ns / 1e9, cpuNs / 1e9, seconds)
  if (cores === null || (reading.hostCpus !== null && cores > reading.hostCpus * HOST_CPUS_TOLERANCE))
    return null
  return cores
}

function deviceRates(memory: MachineMemory, { disks, nics }: MachineCounters, reading: Reading) {
  const before = memory.devices
  if (disks === null && nics === null) return { disks: [], nics: [] }
  memory.devices = { at: reading.at, disks, nics }
  const seconds = before && elapsedSeconds(before.at, reading.at, reading.detailIntervalMs)
  if (before === null || seconds === null) return { disks: [], nics: [] }
  return {
    disks: devicesPerSecond(before.disks, disks, seconds, diskCounters.length),
    nics: devicesPerSecond(before.nics, nics, seconds, nicCounters.length),
  }
}
