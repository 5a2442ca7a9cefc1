import { z } from 'zod'
import { MachineKey } from '../ids.ts'

/** A value that could not be measured in this interval is null: a gap, never zero. */
const measured = z.number().nonnegative().nullable()

/** One virtual CPU. */
export const VcpuSample = z.object({
  index: z.number().int().nonnegative(),
  /** Percent of one host core, 0 to 100. */
  percent: measured,
  /** Percent of the time in which it was ready and no host core was free for it. */
  delayPercent: measured,
})
export type VcpuSample = z.infer<typeof VcpuSample>

/** One disk, by its name in the machine. */
export const DiskSample = z.object({
  name: z.string(),
  readBytesPerSecond: measured,
  writeBytesPerSecond: measured,
  readOpsPerSecond: measured,
  writeOpsPerSecond: measured,
  /** Mean time of the requests that ended in the interval, milliseconds; null where none did. */
  readLatencyMs: measured,
  writeLatencyMs: measured,
  flushLatencyMs: measured,
})
export type DiskSample = z.infer<typeof DiskSample>

/** One network card, by the name of its device on the host; received and sent as the guest sees it. */
export const NicSample = z.object({
  name: z.string(),
  rxBytesPerSecond: measured,
  txBytesPerSecond: measured,
  rxPacketsPerSecond: measured,
  txPacketsPerSecond: measured,
  rxDropsPerSecond: measured,
  txDropsPerSecond: measured,
  rxErrorsPerSecond: measured,
  txErrorsPerSecond: measured,
})
export type NicSample = z.infer<typeof NicSample>

/** Memory as the balloon and the guest behind it tell. */
export const BalloonSample = z.object({
  currentBytes: measured,
  maximumBytes: measured,
  /** Resident on the host. */
  rssBytes: measured,
  /** What follows is told by the guest's driver alone. */
  unusedBytes: measured,
  availableBytes: measured,
  usableBytes: measured,
  diskCachesBytes: measured,
  swapInBytesPerSecond: measured,
  swapOutBytesPerSecond: measured,
  majorFaultsPerSecond: measured,
  minorFaultsPerSecond: measured,
  /** When the guest told last (Unix ms). */
  updatedAtMs: measured,
})
export type BalloonSample = z.infer<typeof BalloonSample>

/** Everything measured of one machine at one tick; rates are averages over the interval that ended at `atMs`. */
export const MachineDetailSample = z.object({
  key: MachineKey,
  /** Unix ms, by this computer's clock. */
  atMs: z.number(),
  vcpus: z.array(VcpuSample),
  disks: z.array(DiskSample),
  nics: z.array(NicSample),
  balloon: BalloonSample,
})
export type MachineDetailSample = z.infer<typeof MachineDetailSample>
