import { IconChartLine } from '@tabler/icons-react'
import { startTransition, useEffect, useState } from 'react'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { MachineSample } from '../../../../shared/models/metrics.ts'
import { useApi } from '../../../api/client.ts'
import { subscribe } from '../../../api/subscribe.ts'
import { EmptyState } from '../../../components/Messages.tsx'
import { applyHistory, CHART_SAMPLES } from './history.ts'
import classes from './MachineDetails.module.css'
import { MetricChart } from './MetricChart.tsx'

type Series = React.ComponentProps<typeof MetricChart>['series']
const cpu: Series = [{ metric: 'cpuPercent', name: 'CPU', color: 'var(--series-cpu)' }]
const used: Series = [{ metric: 'memoryUsedBytes', name: 'Used', color: 'var(--series-memory)' }]
const resident: Series = [{ metric: 'memoryRssBytes', name: 'Resident', color: 'var(--series-memory)' }]
const disk: Series = [
  { metric: 'diskReadBytesPerSecond', name: 'Read', color: 'var(--series-read)' },
  { metric: 'diskWriteBytesPerSecond', name: 'Written', color: 'var(--series-write)' },
]
const network: Series = [
  { metric: 'netRxBytesPerSecond', name: 'Received', color: 'var(--series-rx)' },
  { metric: 'netTxBytesPerSecond', name: 'Sent', color: 'var(--series-tx)' },
]

/** The machine's last minutes, live: CPU, memory, disk and network under one cursor. */
export default function Charts({ machine }: { machine: Machine }) {
  const { client, core } = useApi()
  const [samples, setSamples] = useState<readonly MachineSample[]>([])
  const { key } = machine
  useEffect(
    () =>
      subscribe(core, {
        open: signal =>
          client.metrics.watch({ keys: [key], hostIds: null, history: CHART_SAMPLES }, { signal }),
        // Four charts a tick are drawn in the pauses of what the person does.
        apply: events => startTransition(() => setSamples(before => applyHistory(before, key, events))),
      }),
    [client, core, key],
  )
  const guest = samples.some(sample => sample.memoryUsedBytes !== null)
  if (machine.stale || (machine.state !== 'running' && !samples.some(sample => sample.cpuPercent !== null)))
    return (
      <EmptyState icon={IconChartLine} title={machine.stale ? 'Not measured now' : 'Nothing to measure'}>
        <p>
          {machine.stale
            ? 'Its host is not connected; the lines go on once it is live again.'
            : 'The machine does not run; the lines begin once it does.'}
        </p>
      </EmptyState>
    )
  return (
    <div className={classes.charts}>
      <MetricChart title="CPU" note="of its own vCPUs" samples={samples} series={cpu} scale="percent" />
      <MetricChart
        title="Memory"
        note={guest ? 'used inside the guest' : 'resident on the host'}
        samples={samples}
        series={guest ? used : resident}
        scale="bytes"
        max={machine.memoryBytes}
      />
      <MetricChart title="Disk" note="all disks" samples={samples} series={disk} scale="rate" />
      <MetricChart title="Network" note="all interfaces" samples={samples} series={network} scale="rate" />
    </div>
  )
}
