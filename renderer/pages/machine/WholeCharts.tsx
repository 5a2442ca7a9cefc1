import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import { TimeChart } from '../../components/chart/TimeChart.tsx'
import { t } from '../../words/index.ts'
import { cpuSeries, diskSeries, networkSeries, rssSeries, usedSeries } from './chartSeries.ts'

interface WholeChartsProps {
  machine: Machine
  samples: readonly MachineSample[]
  height?: number
}

/** CPU, memory, disks and cards of the machine as a whole; memory as its guest says, or else as its host sees it. */
export function WholeCharts({ machine, samples, height }: WholeChartsProps) {
  const guest = samples.some(sample => sample.memoryUsedBytes !== null)
  const shared = { samples, empty: t('machine.charts.waiting'), ...(height === undefined ? {} : { height }) }
  return (
    <>
      <TimeChart
        title={t('machine.charts.cpu')}
        note={t('machine.charts.cpuNote')}
        series={cpuSeries}
        scale="percent"
        {...shared}
      />
      <TimeChart
        title={t('machine.charts.memory')}
        note={guest ? t('machine.charts.guest') : t('machine.charts.resident')}
        series={guest ? usedSeries : rssSeries}
        scale="bytes"
        max={machine.memoryBytes}
        {...shared}
      />
      <TimeChart
        title={t('machine.charts.disk')}
        note={t('machine.charts.allDisks')}
        series={diskSeries}
        scale="rate"
        {...shared}
      />
      <TimeChart
        title={t('machine.charts.network')}
        note={t('machine.charts.allNics')}
        series={networkSeries}
        scale="networkRate"
        {...shared}
      />
    </>
  )
}
