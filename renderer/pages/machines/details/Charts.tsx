import { IconChartLine } from '@tabler/icons-react'
import { startTransition, useEffect, useState } from 'react'
import type { AppError } from '../../../../shared/errors.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { MachineSample } from '../../../../shared/models/metrics.ts'
import { useApi } from '../../../api/client.ts'
import { subscribe } from '../../../api/subscribe.ts'
import { ChartsOrWhy } from '../../../components/chart/ChartsOrWhy.tsx'
import type { ChartSeries } from '../../../components/chart/series.ts'
import { TimeChart } from '../../../components/chart/TimeChart.tsx'
import { EmptyState } from '../../../components/Messages.tsx'
import { t } from '../../../words/index.ts'
import { applyHistory, CHART_SAMPLES } from './history.ts'
import classes from './MachineDetails.module.css'

type Series = readonly ChartSeries<MachineSample>[]
const line = (
  id: string,
  name: string,
  color: string,
  value: (sample: MachineSample) => number | null,
): ChartSeries<MachineSample> => ({ id, name, color: `var(--series-${color})`, value })

const cpu: Series = [line('cpu', t('machines.chart.cpu'), 'cpu', sample => sample.cpuPercent)]
const used: Series = [line('used', t('machines.chart.used'), 'memory', sample => sample.memoryUsedBytes)]
const resident: Series = [
  line('rss', t('machines.chart.resident'), 'memory', sample => sample.memoryRssBytes),
]
const disk: Series = [
  line('read', t('machines.chart.read'), 'read', sample => sample.diskReadBytesPerSecond),
  line('write', t('machines.chart.written'), 'write', sample => sample.diskWriteBytesPerSecond),
]
const network: Series = [
  line('rx', t('machines.chart.received'), 'rx', sample => sample.netRxBytesPerSecond),
  line('tx', t('machines.chart.sent'), 'tx', sample => sample.netTxBytesPerSecond),
]

/** The machine's last minutes, live: CPU, memory, disk and network under one cursor. */
export default function Charts({ machine }: { machine: Machine }) {
  const { client, core } = useApi()
  const [samples, setSamples] = useState<readonly MachineSample[]>([])
  const [error, setError] = useState<AppError | null>(null)
  const { key, stale, state, memoryBytes } = machine
  useEffect(
    () =>
      subscribe(core, {
        open: signal =>
          client.metrics.watch({ keys: [key], hostIds: null, history: CHART_SAMPLES }, { signal }),
        status: feed => setError(feed.error),
        // Four charts a tick are drawn in the pauses of what the person does.
        apply: events => startTransition(() => setSamples(before => applyHistory(before, key, events))),
      }),
    [client, core, key],
  )
  const guest = samples.some(sample => sample.memoryUsedBytes !== null)
  if (stale || (state !== 'running' && !samples.some(sample => sample.cpuPercent !== null)))
    return (
      <EmptyState
        icon={IconChartLine}
        title={stale ? t('machines.chart.notNow') : t('machines.chart.nothing')}
      >
        <p>{stale ? t('machines.chart.notNowWords') : t('machines.chart.nothingWords')}</p>
      </EmptyState>
    )
  return (
    <ChartsOrWhy error={error} any={samples.length > 0}>
      <div className={classes.charts}>
        <TimeChart
          title={t('machines.chart.cpu')}
          note={t('machines.chart.cpuNote')}
          samples={samples}
          series={cpu}
          scale="percent"
          max={100}
        />
        <TimeChart
          title={t('machines.chart.memory')}
          note={guest ? t('machines.chart.usedNote') : t('machines.chart.residentNote')}
          samples={samples}
          series={guest ? used : resident}
          scale="bytes"
          max={memoryBytes}
        />
        <TimeChart
          title={t('machines.chart.disk')}
          note={t('machines.chart.diskNote')}
          samples={samples}
          series={disk}
          scale="rate"
        />
        <TimeChart
          title={t('machines.chart.network')}
          note={t('machines.chart.networkNote')}
          samples={samples}
          series={network}
          scale="networkRate"
        />
      </div>
    </ChartsOrWhy>
  )
}
