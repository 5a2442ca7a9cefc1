import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import { TimeChart } from '../../components/chart/TimeChart.tsx'
import { t } from '../../words/index.ts'
import { balloonLines, diskLines, nicLines, seriesColors as color, vcpuSeries } from './chartSeries.ts'
import classes from './Machine.module.css'

interface PartProps {
  samples: readonly MachineDetailSample[]
}

/** Each vCPU, and how long each waited for a core of the host. */
export function VcpuCharts({ indexes, samples }: PartProps & { indexes: readonly number[] }) {
  const used = useMemo(() => vcpuSeries(indexes, 'percent'), [indexes])
  const delayed = useMemo(() => vcpuSeries(indexes, 'delayPercent'), [indexes])
  return (
    <>
      <TimeChart
        title={t('machine.performance.vcpus')}
        note={t('machine.performance.vcpuNote')}
        series={used}
        scale="percent"
        samples={samples}
      />
      <TimeChart
        title={t('machine.performance.delay')}
        note={t('machine.performance.delayNote')}
        series={delayed}
        scale="percent"
        samples={samples}
      />
    </>
  )
}

const sizes = balloonLines([
  ['currentBytes', t('machine.charts.balloon')],
  ['rssBytes', t('machine.charts.rss')],
  ['availableBytes', t('machine.charts.available')],
  ['diskCachesBytes', t('machine.charts.caches')],
])
const hostSizes = sizes.slice(0, 2)
const faults = balloonLines([
  ['majorFaultsPerSecond', t('machine.performance.major')],
  ['minorFaultsPerSecond', t('machine.performance.minor')],
])
const swap = balloonLines([
  ['swapInBytesPerSecond', t('machine.performance.swapIn')],
  ['swapOutBytesPerSecond', t('machine.performance.swapOut')],
])

/** Memory as the host and, where its driver tells, the guest see it. */
export function BalloonCharts({ machine, samples }: PartProps & { machine: Machine }) {
  const guest = samples.some(({ balloon }) => balloon.availableBytes !== null)
  return (
    <>
      <TimeChart
        title={t('machine.charts.memory')}
        series={guest ? sizes : hostSizes}
        scale="bytes"
        max={machine.memoryMaxBytes}
        samples={samples}
      />
      {guest ? (
        <>
          <TimeChart
            title={t('machine.performance.faults')}
            note={t('machine.performance.opsNote')}
            series={faults}
            scale="count"
            samples={samples}
          />
          <TimeChart title={t('machine.performance.swap')} series={swap} scale="rate" samples={samples} />
        </>
      ) : (
        <p className={`${classes.dim} ${classes.noGuest}`}>{t('machine.performance.noGuest')}</p>
      )}
    </>
  )
}

/** One disk: bytes, requests, and how long a request takes. */
export function DiskCharts({ name, samples }: PartProps & { name: string }) {
  const series = useMemo(
    () => ({
      bytes: diskLines(name, [
        ['readBytesPerSecond', t('machine.charts.read'), color.read],
        ['writeBytesPerSecond', t('machine.charts.written'), color.write],
      ]),
      ops: diskLines(name, [
        ['readOpsPerSecond', t('machine.charts.read'), color.read],
        ['writeOpsPerSecond', t('machine.charts.written'), color.write],
      ]),
      latency: diskLines(name, [
        ['readLatencyMs', t('machine.charts.read'), color.read],
        ['writeLatencyMs', t('machine.charts.written'), color.write],
        ['flushLatencyMs', t('machine.performance.flush'), color.rx],
      ]),
    }),
    [name],
  )
  const title = t('machine.performance.disk', { name })
  return (
    <div className={classes.partRow}>
      <TimeChart title={title} series={series.bytes} scale="rate" samples={samples} />
      <TimeChart
        title={`${title}: ${t('machine.performance.ops')}`}
        note={t('machine.performance.opsNote')}
        series={series.ops}
        scale="count"
        samples={samples}
      />
      <TimeChart
        title={`${title}: ${t('machine.performance.latency')}`}
        series={series.latency}
        scale="ms"
        samples={samples}
      />
    </div>
  )
}

/** One network card: bytes, packets, and what was lost; named by its address, the way people know it. */
export function NicCharts({ name, machine, samples }: PartProps & { name: string; machine: Machine }) {
  const series = useMemo(
    () => ({
      bytes: nicLines(name, [
        ['rxBytesPerSecond', t('machine.charts.received'), color.rx],
        ['txBytesPerSecond', t('machine.charts.sent'), color.tx],
      ]),
      packets: nicLines(name, [
        ['rxPacketsPerSecond', t('machine.charts.received'), color.rx],
        ['txPacketsPerSecond', t('machine.charts.sent'), color.tx],
      ]),
      drops: nicLines(name, [
        ['rxDropsPerSecond', t('machine.performance.dropsIn')],
        ['txDropsPerSecond', t('machine.performance.dropsOut')],
        ['rxErrorsPerSecond', t('machine.performance.errorsIn')],
        ['txErrorsPerSecond', t('machine.performance.errorsOut')],
      ]),
    }),
    [name],
  )
  const nic = machine.nics.find(each => each.target === name)
  const title = t('machine.performance.nic', { name: nic?.source ?? nic?.mac ?? name })
  return (
    <div className={classes.partRow}>
      <TimeChart title={title} note={name} series={series.bytes} scale="networkRate" samples={samples} />
      <TimeChart
        title={`${title}: ${t('machine.performance.packets')}`}
        note={t('machine.performance.opsNote')}
        series={series.packets}
        scale="count"
        samples={samples}
      />
      <TimeChart
        title={`${title}: ${t('machine.performance.drops')}`}
        note={t('machine.performance.opsNote')}
        series={series.drops}
        scale="count"
        samples={samples}
      />
    </div>
  )
}
