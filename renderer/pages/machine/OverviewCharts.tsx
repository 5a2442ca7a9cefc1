import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { ChartGroup } from '../../components/chart/chartGroup.tsx'
import { TimeChart } from '../../components/chart/TimeChart.tsx'
import { t } from '../../words/index.ts'
import { cpuSeries, diskSeries, networkSeries, rssSeries, usedSeries } from './chartSeries.ts'
import classes from './Machine.module.css'
import { notMeasured, NotMeasured } from './NotMeasured.tsx'
import { ended, useMachineSamples } from './useMachineSamples.ts'

const HEIGHT = 96

/** The machine's last minutes under one cursor. */
export function OverviewCharts({ machine }: { machine: Machine }) {
  const { samples } = useMachineSamples(machine.key)
  const idle = notMeasured(machine)
  const shown = useMemo(() => (idle ? ended(samples) : samples), [idle, samples])
  if (samples.length === 0 && idle) return <NotMeasured machine={machine} />
  const guest = samples.some(sample => sample.memoryUsedBytes !== null)
  const shared = { samples: shown, height: HEIGHT, empty: t('machine.charts.waiting') }
  return (
    <ChartGroup>
      <section className={`${classes.card} ${classes.charts}`} aria-label={t('machine.tabs.performance')}>
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
          scale="rate"
          {...shared}
        />
      </section>
    </ChartGroup>
  )
}
