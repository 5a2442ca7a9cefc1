import { memo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import { formatBytes, formatPercent, formatRate, unknownText } from '../../../shared/units.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { Sparkline, useSeries } from '../../components/Sparkline.tsx'
import { lookOf, StateBadge } from '../../components/StateBadge.tsx'
import { naturalKey, type ResourceColumn } from '../../components/table/column.ts'
import { metricsBoard } from '../../stores/metrics.ts'
import classes from './columns.module.css'

/** Machines sort by how much they need a look: broken first, then what runs, then what rests. */
const stateOrder = [
  'crashed',
  'blocked',
  'running',
  'paused',
  'pmsuspended',
  'shutdown',
  'shutoff',
  'nostate',
]

const addresses = (machine: Machine): string[] => machine.nics.flatMap(nic => nic.addresses)
const diskBytes = (machine: Machine): number | null => {
  const sizes = machine.disks.flatMap(disk => disk.capacityBytes ?? [])
  return sizes.length > 0 ? sizes.reduce((sum, size) => sum + size, 0) : null
}

type Metric =
  | 'cpuPercent'
  | 'memoryUsedBytes'
  | 'diskReadBytesPerSecond'
  | 'diskWriteBytesPerSecond'
  | 'netRxBytesPerSecond'
  | 'netTxBytesPerSecond'
const latest = (machine: Machine, metric: Metric): number | null =>
  machine.stale || machine.state !== 'running' ? null : (metricsBoard.latest(machine.key)?.[metric] ?? null)

const noSamples: readonly MachineSample[] = []

const MetricValue = memo(function MetricValue(props: {
  machine: Machine
  metric: Metric
  format(value: number | null): string
}) {
  useSeries(props.machine.key)
  const value = latest(props.machine, props.metric)
  return <span className={value === null ? classes.unknown : undefined}>{props.format(value)}</span>
})

const CpuCell = memo(function CpuCell({ machine }: { machine: Machine }) {
  const samples = useSeries(machine.key)
  const measured = !machine.stale && machine.state === 'running'
  return (
    <span className={classes.cpu}>
      <Sparkline samples={measured ? samples : noSamples} />
      <span className={measured ? classes.number : `${classes.number} ${classes.unknown}`}>
        {formatPercent(latest(machine, 'cpuPercent'))}
      </span>
    </span>
  )
})

const metricColumn = (
  id: string,
  header: string,
  metric: Metric,
  format: (value: number | null) => string,
  description: string,
): ResourceColumn<Machine> => ({
  id,
  header,
  description,
  width: 110,
  align: 'end',
  optional: true,
  live: true,
  exported: [metric],
  cell: machine => <MetricValue machine={machine} metric={metric} format={format} />,
  text: machine => format(latest(machine, metric)),
  sortValue: machine => latest(machine, metric),
})

/** One element whatever the value, so that a row lent to another machine changes text and nothing else. */
const plain = (text: string | null) => (
  <bdi className={classes.ellipsis} data-unknown={text ? undefined : ''} title={text ?? undefined}>
    {text || unknownText}
  </bdi>
)

const textColumn = (
  id: string,
  header: string,
  width: number,
  value: (machine: Machine) => string | null,
  more: Partial<ResourceColumn<Machine>> = {},
): ResourceColumn<Machine> => ({
  id,
  header,
  width,
  exported: [id],
  cell: machine => plain(value(machine)),
  text: machine => value(machine) ?? '',
  sortValue: machine => {
    const text = value(machine)
    return text ? naturalKey(text) : null
  },
  group: machine => value(machine) ?? 'None',
  ...more,
})

const numberColumn = (
  id: string,
  header: string,
  width: number,
  value: (machine: Machine) => number | null,
  format: (value: number | null) => string,
  more: Partial<ResourceColumn<Machine>> = {},
): ResourceColumn<Machine> => ({
  id,
  header,
  width,
  align: 'end',
  exported: [id],
  cell: machine => {
    const number = value(machine)
    return <span className={number === null ? classes.unknown : undefined}>{format(number)}</span>
  },
  text: machine => format(value(machine)),
  sortValue: value,
  ...more,
})

const count = (value: number | null): string => (value === null ? unknownText : String(value))
const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

/** Every column of the machines' list; the ids are the names of exports and of the query language. */
export const machineColumns: readonly ResourceColumn<Machine>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 240,
    minWidth: 120,
    pinned: true,
    exported: ['name'],
    cell: machine => (
      <span className={classes.name}>
        <bdi
          className={classes.ellipsis}
          title={machine.title ? `${machine.name}\n${machine.title}` : machine.name}
        >
          {machine.name}
        </bdi>
        {!machine.persistent && (
          <span className={classes.chip} title="Transient: gone once it stops">
            transient
          </span>
        )}
      </span>
    ),
    text: machine => machine.name,
    sortValue: machine => naturalKey(machine.name),
  },
  {
    id: 'state',
    header: 'State',
    width: 128,
    exported: ['state', 'stateReason'],
    cell: machine => <StateBadge machine={machine} />,
    text: machine => lookOf(machine.state, machine.stateReason).word,
    sortValue: machine => stateOrder.indexOf(machine.state),
    group: machine => lookOf(machine.state, machine.stateReason).word,
  },
  textColumn('host', 'Host', 120, machine => machine.host),
  textColumn('site', 'Site', 110, machine => machine.site),
  {
    id: 'cpuPercent',
    header: 'CPU',
    description: 'Percent of the machine’s own vCPUs, with the last minute',
    width: 138,
    align: 'end',
    live: true,
    exported: ['cpuPercent'],
    cell: machine => <CpuCell machine={machine} />,
    text: machine => formatPercent(latest(machine, 'cpuPercent')),
    sortValue: machine => latest(machine, 'cpuPercent'),
  },
  numberColumn('vcpus', 'vCPUs', 74, machine => machine.vcpus, count),
  numberColumn('memoryBytes', 'Memory', 96, machine => machine.memoryBytes, formatBytes, {
    description: 'Configured memory',
  }),
  metricColumn(
    'memoryUsedBytes',
    'Used memory',
    'memoryUsedBytes',
    formatBytes,
    'Used inside the guest, as its balloon driver says',
  ),
  {
    id: 'addresses',
    header: 'Addresses',
    width: 170,
    exported: ['nics'],
    cell: machine => {
      const all = addresses(machine)
      return (
        <span className={classes.name} title={all.join('\n')}>
          <span className={`${classes.ellipsis} code`}>{all[0] ?? unknownText}</span>
          {all.length > 1 && <span className={classes.chip}>+{all.length - 1}</span>}
        </span>
      )
    },
    text: machine => addresses(machine).join(' '),
    sortValue: machine => {
      const first = addresses(machine)[0]
      return first ? naturalKey(first) : null
    },
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 140,
    exported: ['tags'],
    cell: machine => (
      <span className={classes.chips} title={machine.tags.join(', ')}>
        {machine.tags.map(tag => (
          <bdi key={tag} className={classes.chip}>
            {tag}
          </bdi>
        ))}
      </span>
    ),
    text: machine => machine.tags.join(' '),
    sortValue: machine => (machine.tags.length > 0 ? machine.tags.map(naturalKey).join(' ') : null),
    group: machine => machine.tags[0] ?? 'No tag',
  },
  {
    id: 'asOf',
    header: 'Data age',
    description: 'How long ago the host last confirmed these facts',
    width: 92,
    align: 'end',
    exported: ['asOf', 'stale'],
    cell: machine => (
      <span className={machine.stale ? classes.old : classes.unknown}>
        <DataAge asOfMs={machine.asOfMs} live={!machine.stale} />
      </span>
    ),
    text: machine => new Date(machine.asOfMs).toISOString(),
    sortValue: machine => -machine.asOfMs,
  },
  numberColumn('diskBytes', 'Disks', 100, diskBytes, formatBytes, {
    optional: true,
    exported: ['disks'],
    description: 'Capacity of all disks',
  }),
  metricColumn('diskRead', 'Disk read', 'diskReadBytesPerSecond', formatRate, 'Bytes read from all disks'),
  metricColumn(
    'diskWrite',
    'Disk write',
    'diskWriteBytesPerSecond',
    formatRate,
    'Bytes written to all disks',
  ),
  metricColumn('netRx', 'Received', 'netRxBytesPerSecond', formatRate, 'Bytes received on all interfaces'),
  metricColumn('netTx', 'Sent', 'netTxBytesPerSecond', formatRate, 'Bytes sent on all interfaces'),
  textColumn('stateReason', 'Reason', 110, machine => machine.stateReason, { optional: true }),
  textColumn('title', 'Title', 180, machine => machine.title, { optional: true }),
  textColumn('firmware', 'Firmware', 90, machine => machine.firmware, { optional: true }),
  textColumn('arch', 'Architecture', 100, machine => machine.arch, { optional: true }),
  textColumn('machine', 'Machine type', 130, machine => machine.machine, { optional: true }),
  textColumn('autostart', 'Autostart', 90, machine => yesNo(machine.autostart), { optional: true }),
  numberColumn('snapshotCount', 'Snapshots', 90, machine => machine.snapshotCount, count, { optional: true }),
  textColumn('uuid', 'UUID', 290, machine => machine.uuid, {
    optional: true,
    cell: machine => <span className={`${classes.ellipsis} code`}>{machine.uuid}</span>,
  }),
]
