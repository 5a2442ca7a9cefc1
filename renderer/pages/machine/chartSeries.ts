import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import type { ChartSeries } from '../../components/chart/series.ts'
import { t } from '../../words/index.ts'

type Whole = readonly ChartSeries<MachineSample>[]
type Parts = readonly ChartSeries<MachineDetailSample>[]

const color = {
  cpu: 'var(--series-cpu)',
  memory: 'var(--series-memory)',
  read: 'var(--series-read)',
  write: 'var(--series-write)',
  rx: 'var(--series-rx)',
  tx: 'var(--series-tx)',
}

export const cpuSeries: Whole = [
  { id: 'cpu', name: t('machine.charts.cpu'), color: color.cpu, value: sample => sample.cpuPercent },
]
export const usedSeries: Whole = [
  {
    id: 'used',
    name: t('machine.charts.used'),
    color: color.memory,
    value: sample => sample.memoryUsedBytes,
  },
]
export const rssSeries: Whole = [
  { id: 'rss', name: t('machine.charts.rss'), color: color.memory, value: sample => sample.memoryRssBytes },
]
export const diskSeries: Whole = [
  {
    id: 'read',
    name: t('machine.charts.read'),
    color: color.read,
    value: sample => sample.diskReadBytesPerSecond,
  },
  {
    id: 'write',
    name: t('machine.charts.written'),
    color: color.write,
    value: sample => sample.diskWriteBytesPerSecond,
  },
]
export const networkSeries: Whole = [
  {
    id: 'rx',
    name: t('machine.charts.received'),
    color: color.rx,
    value: sample => sample.netRxBytesPerSecond,
  },
  { id: 'tx', name: t('machine.charts.sent'), color: color.tx, value: sample => sample.netTxBytesPerSecond },
]

/** One line a vCPU. */
export const vcpuSeries = (indexes: readonly number[], what: 'percent' | 'delayPercent'): Parts =>
  indexes.map(index => ({
    id: `${index}`,
    name: t('machine.performance.vcpu', { index }),
    value: sample => sample.vcpus.find(vcpu => vcpu.index === index)?.[what] ?? null,
  }))

type DiskKey = Exclude<keyof MachineDetailSample['disks'][number], 'name'>
type NicKey = Exclude<keyof MachineDetailSample['nics'][number], 'name'>
type BalloonKey = keyof MachineDetailSample['balloon']

/** Lines of one disk. */
export const diskLines = (name: string, lines: readonly [DiskKey, string, string?][]): Parts =>
  lines.map(([key, label, line]) => ({
    id: key,
    name: label,
    ...(line ? { color: line } : {}),
    value: sample => sample.disks.find(disk => disk.name === name)?.[key] ?? null,
  }))

/** Lines of one network card. */
export const nicLines = (name: string, lines: readonly [NicKey, string, string?][]): Parts =>
  lines.map(([key, label, line]) => ({
    id: key,
    name: label,
    ...(line ? { color: line } : {}),
    value: sample => sample.nics.find(nic => nic.name === name)?.[key] ?? null,
  }))

/** Lines of what the balloon and the guest behind it tell. */
export const balloonLines = (lines: readonly [BalloonKey, string][]): Parts =>
  lines.map(([key, label]) => ({ id: key, name: label, value: sample => sample.balloon[key] }))

export { color as seriesColors }
