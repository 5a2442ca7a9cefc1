import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { type HostSample, type MachineSample, machineMetricNames } from '../../../shared/models/metrics.ts'
import { hostMetricNames } from './hostRates.ts'
import type { RingRow, RingSize } from './ring.ts'

/**
 * What is kept of each machine and host: 240 ticks of full rate (8 minutes at 2 s, 40 at 10 s) and means
 * of a minute for four hours. That is 21 kB a machine that has run for hours, so 5,000 of them take
 * 106 MB; one that began to run takes 2 kB, one that never ran nothing.
 */
export const machineRing: RingSize = {
  columns: machineMetricNames.length,
  fineSlots: 240,
  coarseSlots: 240,
  coarseMs: 60_000,
}
export const hostRing: RingSize = { ...machineRing, columns: hostMetricNames.length }

function measured(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** A stored row as a sample of a machine. */
export function machineSample(key: MachineKey, { atMs, values }: RingRow): MachineSample {
  return {
    key,
    atMs,
    cpuPercent: measured(values[0]),
    cpuCores: measured(values[1]),
    memoryRssBytes: measured(values[2]),
    memoryUsedBytes: measured(values[3]),
    memoryBalloonBytes: measured(values[4]),
    diskReadBytesPerSecond: measured(values[5]),
    diskWriteBytesPerSecond: measured(values[6]),
    diskReadOpsPerSecond: measured(values[7]),
    diskWriteOpsPerSecond: measured(values[8]),
    netRxBytesPerSecond: measured(values[9]),
    netTxBytesPerSecond: measured(values[10]),
  }
}

/** A stored row as a sample of a host. */
export function hostSample(hostId: HostId, { atMs, values }: RingRow): HostSample {
  const at = (name: (typeof hostMetricNames)[number]) => measured(values[hostMetricNames.indexOf(name)])
  return {
    hostId,
    atMs,
    cpuPercent: at('cpuPercent'),
    iowaitPercent: at('iowaitPercent'),
    stealPercent: at('stealPercent'),
    memoryTotalBytes: at('memoryTotalBytes'),
    memoryAvailableBytes: at('memoryAvailableBytes'),
    swapUsedBytes: at('swapUsedBytes'),
    load1: at('load1'),
    load5: at('load5'),
    load15: at('load15'),
    netRxBytesPerSecond: at('netRxBytesPerSecond'),
    netTxBytesPerSecond: at('netTxBytesPerSecond'),
    diskReadBytesPerSecond: at('diskReadBytesPerSecond'),
    diskWriteBytesPerSecond: at('diskWriteBytesPerSecond'),
    psiCpuPercent: at('psiCpuPercent'),
    psiMemoryPercent: at('psiMemoryPercent'),
    psiIoPercent: at('psiIoPercent'),
  }
}
