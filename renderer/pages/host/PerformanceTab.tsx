import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { visible } from '../../components/visible.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { formatDuration } from '../../../shared/units.ts'
import { ChartsOrWhy } from '../../components/chart/ChartsOrWhy.tsx'
import { type ChartSeries, seriesColor } from '../../components/chart/series.ts'
import { TimeChart } from '../../components/chart/TimeChart.tsx'
import { isLive } from '../../components/hostState.ts'
import { useMachines } from '../../stores/machines.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'
import {
  type HostSamples,
  largest,
  type MachinesMoment,
  measured,
  restOf,
  type StackedMetric,
} from './hostSamples.ts'
import { useHostSamples } from './useHostSamples.ts'

type Line = ChartSeries<HostSample>
const line = (
  id: string,
  name: string,
  value: (sample: HostSample) => number | null,
  color?: string,
): Line => ({ id, name, value, ...(color === undefined ? {} : { color }) })

const cpu: readonly Line[] = [
  line('busy', t('host.performance.busy'), sample => sample.cpuPercent, 'var(--series-cpu)'),
  line('iowait', t('host.performance.iowait'), sample => sample.iowaitPercent, 'var(--series-write)'),
  line('steal', t('host.performance.steal'), sample => sample.stealPercent, 'var(--series-memory)'),
]
const memory: readonly Line[] = [
  line(
    'used',
    t('host.performance.used'),
    ({ memoryTotalBytes: total, memoryAvailableBytes: free }) =>
      total === null || free === null ? null : total - free,
    'var(--series-memory)',
  ),
  line('swap', t('host.performance.swap'), sample => sample.swapUsedBytes, 'var(--series-write)'),
]
const load: readonly Line[] = [
  line('load1', t('host.performance.load1'), sample => sample.load1, 'var(--series-cpu)'),
  line('load5', t('host.performance.load5'), sample => sample.load5, 'var(--series-read)'),
  line('load15', t('host.performance.load15'), sample => sample.load15, 'var(--series-memory)'),
]
const pressure: readonly Line[] = [
  line('psiCpu', t('host.performance.psiCpu'), sample => sample.psiCpuPercent, 'var(--series-cpu)'),
  line(
    'psiMemory',
    t('host.performance.psiMemory'),
    sample => sample.psiMemoryPercent,
    'var(--series-memory)',
  ),
  line('psiIo', t('host.performance.psiIo'), sample => sample.psiIoPercent, 'var(--series-write)'),
]
const network: readonly Line[] = [
  line('rx', t('host.performance.rx'), sample => sample.netRxBytesPerSecond, 'var(--series-rx)'),
  line('tx', t('host.performance.tx'), sample => sample.netTxBytesPerSecond, 'var(--series-tx)'),
]
const disk: readonly Line[] = [
  line('read', t('host.performance.read'), sample => sample.diskReadBytesPerSecond, 'var(--series-read)'),
  line('write', t('host.performance.write'), sample => sample.diskWriteBytesPerSecond, 'var(--series-write)'),
]

/** The host over time, and its machines on top of each other; one cursor and one range for all of it. */
export function PerformanceTab({ host }: { host: HostView }) {
  const [hours, setHours] = useState(false)
  const { samples, heard, error } = useHostSamples(host.record.id, hours)
  const { host: own, sampler } = samples
  const total = own.at(-1)?.memoryTotalBytes ?? host.facts?.memoryBytes ?? null
  const live = isLive(host.state)
  const blind = samples.machines.length > 0 && own.length === 0
  const empty = heard ? t('host.performance.none') : t('host.performance.waiting')
  const chart = { samples: own, empty }
  return (
    <>
      <div className={classes.toolbar}>
        <SegmentedControl
          size="xs"
          aria-label={t('host.performance.range')}
          data={[
            { value: 'minutes', label: t('host.performance.minutes') },
            { value: 'hours', label: t('host.performance.hours') },
          ]}
          value={hours ? 'hours' : 'minutes'}
          onChange={value => setHours(value === 'hours')}
        />
        {!live && <span>{t('host.performance.notLive')}</span>}
        {live && blind && <span>{t('host.performance.noShell')}</span>}
        {live && sampler?.slowed && (
          <span>{t('host.performance.slowed', { time: formatDuration(sampler.intervalMs) })}</span>
        )}
      </div>
      <ChartsOrWhy error={error} any={own.length + samples.machines.length > 0}>
        <div className={classes.charts}>
          <TimeChart
            {...chart}
            title={t('host.performance.cpu')}
            note={t('host.performance.cpuNote')}
            series={cpu}
            scale="percent"
            max={100}
          />
          <TimeChart
            {...chart}
            title={t('host.performance.memory')}
            series={memory}
            scale="bytes"
            max={total}
          />
          <Stacked samples={samples} metric="cpuCores" live={live} empty={empty} />
          <Stacked samples={samples} metric="memoryRssBytes" live={live} empty={empty} />
          <TimeChart {...chart} title={t('host.performance.load')} series={load} scale="count" />
          <TimeChart
            {...chart}
            title={t('host.performance.pressure')}
            note={t('host.performance.pressureNote')}
            series={pressure}
            scale="percent"
          />
          <TimeChart {...chart} title={t('host.performance.network')} series={network} scale="networkRate" />
          <TimeChart {...chart} title={t('host.performance.disk')} series={disk} scale="rate" />
        </div>
      </ChartsOrWhy>
    </>
  )
}

interface StackedProps {
  samples: HostSamples
  metric: StackedMetric
  live: boolean
  /** What stands there without any. */
  empty: string
}

const stackedWords = {
  cpuCores: { title: t('host.performance.machinesCpu'), note: t('host.performance.machinesCpuNote') },
  memoryRssBytes: {
    title: t('host.performance.machinesMemory'),
    note: t('host.performance.machinesMemoryNote'),
  },
}

/** The machines on top of each other: the largest by name, the others together. */
function Stacked({ samples, metric, live, empty }: StackedProps) {
  const machines = useMemo(() => measured(samples.machines, metric), [samples.machines, metric])
  const series = useStack(machines, metric)
  return (
    <TimeChart
      title={stackedWords[metric].title}
      note={stackedWords[metric].note}
      samples={machines}
      series={series}
      scale={metric === 'cpuCores' ? 'count' : 'bytes'}
      stacked
      isPast={!live}
      empty={empty}
    />
  )
}

/** The machines' names a line each, as they are shown: no name brings a line of its own along. */
export const namesOf = (keys: string, byKey: ReadonlyMap<string, { name: string }>): string =>
  keys
    .split(' ')
    .map(key => visible(byKey.get(key)?.name ?? ''))
    .join('\n')

function useStack(
  moments: readonly MachinesMoment[],
  metric: StackedProps['metric'],
): readonly ChartSeries<MachinesMoment>[] {
  const byKey = useMachines(state => state.byKey)
  const keys = useMemo(() => largest(moments, metric).join(' '), [moments, metric])
  const names = namesOf(keys, byKey)
  const others = (moments.at(-1)?.byKey.size ?? 0) - keys.split(' ').filter(Boolean).length
  return useMemo(() => {
    const named = keys.split(' ').filter(Boolean) as MachineKey[]
    const called = names.split('\n')
    const rest = new Set(named)
    return [
      ...named.map((key, index) => ({
        id: key,
        name: called[index] || key,
        color: seriesColor(index),
        value: (moment: MachinesMoment) => moment.byKey.get(key)?.[metric] ?? null,
      })),
      ...(others > 0
        ? [
            {
              id: 'others',
              name: t('host.performance.others', { count: others }),
              color: 'var(--n8)',
              value: (moment: MachinesMoment) => restOf(moment, rest, metric),
            },
          ]
        : []),
    ]
  }, [keys, names, metric, others])
}
