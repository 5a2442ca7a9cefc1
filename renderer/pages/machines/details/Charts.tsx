import { useEffect, useState } from 'react'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { MachineSample } from '../../../../shared/models/metrics.ts'
import { formatPercent } from '../../../../shared/units.ts'
import { useApi } from '../../../api/client.ts'
import { subscribe } from '../../../api/subscribe.ts'
import { applyHistory, CHART_SAMPLES } from './history.ts'
import classes from './MachineDetails.module.css'
import { MetricChart } from './MetricChart.tsx'

const asPercent = { unit: '', format: (value: number | null) => formatPercent(value) }

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
        apply: events => setSamples(before => applyHistory(before, key, events)),
      }),
    [client, core, key],
  )
  return (
    <div className={classes.charts}>
      <MetricChart
        title="CPU"
        note="percent of its vCPUs"
        samples={samples}
        series={[{ metric: 'cpuPercent', name: 'CPU', color: 'var(--series-cpu)' }]}
        scale={asPercent}
        max={100}
      />
      <MetricChart
        title="Memory"
        note={
          samples.some(sample => sample.memoryUsedBytes !== null)
            ? 'used inside the guest'
            : 'resident on the host'
        }
        samples={samples}
        series={[
          samples.some(sample => sample.memoryUsedBytes !== null)
            ? { metric: 'memoryUsedBytes', name: 'Used', color: 'var(--series-memory)' }
            : { metric: 'memoryRssBytes', name: 'Resident', color: 'var(--series-memory)' },
        ]}
        scale="bytes"
        max={machine.memoryBytes}
      />
      <MetricChart
        title="Disk"
        note="all disks"
        samples={samples}
        series={[
          { metric: 'diskReadBytesPerSecond', name: 'Read', color: 'var(--series-read)' },
          { metric: 'diskWriteBytesPerSecond', name: 'Written', color: 'var(--series-write)' },
        ]}
        scale="rate"
      />
      <MetricChart
        title="Network"
        note="all interfaces"
        samples={samples}
        series={[
          { metric: 'netRxBytesPerSecond', name: 'Received', color: 'var(--series-rx)' },
          { metric: 'netTxBytesPerSecond', name: 'Sent', color: 'var(--series-tx)' },
        ]}
        scale="rate"
      />
    </div>
  )
}
