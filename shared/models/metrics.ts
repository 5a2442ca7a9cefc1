import { z } from 'zod'
import { HostId, MachineKey } from '../ids.ts'

/** A value that could not be measured in this interval is null: a gap, never zero. */
const rate = z.number().nonnegative().nullable()

/** One machine at one tick. Rates are averages over the interval that ended at `atMs`. */
export const MachineSample = z.object({
  key: MachineKey,
  /** Unix ms, by this computer's clock. */
  atMs: z.number(),
  /** Percent of the machine's own vCPUs, 0 to 100. */
  cpuPercent: rate,
  /** Host cores in use: CPU seconds per second. */
  cpuCores: rate,
  /** Resident memory of the machine on the host (balloon.rss). */
  memoryRssBytes: rate,
  /** Used inside the guest as its balloon driver says (available − unused); null without the driver. */
  memoryUsedBytes: rate,
  /** Current balloon size. */
  memoryBalloonBytes: rate,
  diskReadBytesPerSecond: rate,
  diskWriteBytesPerSecond: rate,
  diskReadOpsPerSecond: rate,
  diskWriteOpsPerSecond: rate,
  netRxBytesPerSecond: rate,
  netTxBytesPerSecond: rate,
})
export type MachineSample = z.infer<typeof MachineSample>

/** One host at one tick; all from the host's own counters over the one transport. */
export const HostSample = z.object({
  hostId: HostId,
  atMs: z.number(),
  /** Percent of all host CPUs, 0 to 100. */
  cpuPercent: rate,
  iowaitPercent: rate,
  stealPercent: rate,
  memoryTotalBytes: rate,
  memoryAvailableBytes: rate,
  swapUsedBytes: rate,
  load1: rate,
  load5: rate,
  load15: rate,
  netRxBytesPerSecond: rate,
  netTxBytesPerSecond: rate,
  diskReadBytesPerSecond: rate,
  diskWriteBytesPerSecond: rate,
  /** Pressure stall, share of the last 10 s in which some task waited, percent. */
  psiCpuPercent: rate,
  psiMemoryPercent: rate,
  psiIoPercent: rate,
})
export type HostSample = z.infer<typeof HostSample>

/** Metric names of a machine that a chart can ask for. */
export const machineMetricNames = [
  'cpuPercent',
  'cpuCores',
  'memoryRssBytes',
  'memoryUsedBytes',
  'memoryBalloonBytes',
  'diskReadBytesPerSecond',
  'diskWriteBytesPerSecond',
  'diskReadOpsPerSecond',
  'diskWriteOpsPerSecond',
  'netRxBytesPerSecond',
  'netTxBytesPerSecond',
] as const
export const MachineMetric = z.enum(machineMetricNames)
export type MachineMetric = z.infer<typeof MachineMetric>

/** What the sampler is doing for one host; shown so that a slow beat is never a surprise. */
export const SamplerState = z.object({
  hostId: HostId,
  intervalMs: z.number(),
  /** Set when the interval was lengthened because the host or link is slow. */
  slowed: z.boolean(),
  lastTickMs: z.number().nullable(),
  lastDurationMs: z.number().nullable(),
})
export type SamplerState = z.infer<typeof SamplerState>
