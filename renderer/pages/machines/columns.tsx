import { memo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import {
  formatBytes,
  formatNetworkRate,
  formatPercent,
  formatRate,
  unknownText,
} from '../../../shared/units.ts'
import { DataAge, momentTitle } from '../../components/DataAge.tsx'
import { lookOf, StateBadge, stateTitle } from '../../components/StateBadge.tsx'
import { visible } from '../../components/visible.ts'
import { pathText, plainText } from '../../components/list/columns.tsx'
import {
  type Aggregate,
  type CellLine,
  naturalKey,
  type ResourceColumn,
} from '../../components/table/column.ts'
import { formatCount } from '../../words/format.ts'
import { language, t } from '../../words/index.ts'
import { useColumnWidth } from '../../components/table/columnWidths.ts'
import { metricsBoard, SPARK_SAMPLES, useSeries } from '../../stores/metrics.ts'
import { lineOf, noValues } from '../../stores/sparkLine.ts'
import { fitTags } from './fitTags.ts'
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

const TAGS_WIDTH = 140
/** Both sides of a cell. */
const CELL_PADDING = 20

const cpuLine: CellLine<Machine> = {
  values: machine =>
    machine.stale || machine.state !== 'running' ? noValues : lineOf(metricsBoard.series(machine.key)),
  listen: listener => metricsBoard.listen('*', listener),
  max: 100,
  color: 'var(--series-cpu)',
  capacity: SPARK_SAMPLES,
  beside: 50,
}

const MetricValue = memo(function MetricValue(props: {
  machine: Machine
  metric: Metric
  format(value: number | null): string
}) {
  useSeries(props.machine.key)
  const value = latest(props.machine, props.metric)
  return <span className={value === null ? classes.unknown : undefined}>{props.format(value)}</span>
})

/** As many tags as stand whole, and how many more there are. */
const Tags = memo(function Tags({ tags }: { tags: readonly string[] }) {
  const width = useColumnWidth('tags') ?? TAGS_WIDTH
  const shown = fitTags(tags, width - CELL_PADDING)
  return (
    <span className={classes.chips}>
      {tags.slice(0, shown).map(tag => (
        <bdi key={tag} className={classes.chip}>
          {visible(tag)}
        </bdi>
      ))}
      {tags.length > shown && <span className={classes.chip}>+{formatCount(tags.length - shown)}</span>}
    </span>
  )
})

const metricColumn = (
  id: string,
  header: string,
  metric: Metric,
  format: (value: number | null) => string,
  description: string,
  aggregate: Aggregate = 'sum',
): ResourceColumn<Machine> => ({
  id,
  header,
  description,
  width: 110,
  align: 'end',
  optional: true,
  live: true,
  exported: [metric],
  aggregate,
  format,
  cell: machine => <MetricValue machine={machine} metric={metric} format={format} />,
  text: machine => format(latest(machine, metric)),
  sortValue: machine => latest(machine, metric),
})

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
  cell: machine => plainText(value(machine)),
  text: machine => value(machine) ?? '',
  sortValue: machine => {
    const text = value(machine)
    return text ? naturalKey(text) : null
  },
  group: machine => value(machine) || t('list.none'),
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
  format,
  ...more,
})

const count = (value: number | null): string => (value === null ? unknownText : String(value))
const yesNo = (value: boolean): string => (value ? t('list.yes') : t('list.no'))

/** Every column of the machines' list; the ids are the names of exports and of the query language. */
export const machineColumns: readonly ResourceColumn<Machine>[] = [
  {
    id: 'name',
    header: t('machines.column.name'),
    width: 202,
    minWidth: 120,
    pinned: true,
    exported: ['name'],
    cell: machine => (
      <span className={classes.name}>
        <bdi className={classes.ellipsis}>{visible(machine.name)}</bdi>
        {!machine.persistent && <span className={classes.chip}>{t('machines.transient')}</span>}
      </span>
    ),
    text: machine => machine.name,
    title: machine =>
      [machine.name, machine.title, machine.persistent ? null : t('machines.transientMeaning')]
        .filter(Boolean)
        .join('\n'),
    sortValue: machine => naturalKey(machine.name),
  },
  {
    id: 'state',
    header: t('machines.column.state'),
    // “zuletzt: im Ruhezustand” against “was suspended”, each with an age.
    width: language() === 'de' ? 232 : 184,
    exported: ['state', 'stateReason'],
    cell: machine => (
      <span className={classes.state}>
        <StateBadge machine={machine} plain />
        <span className={classes.age}>
          {machine.stale && <DataAge asOfMs={machine.asOfMs} phrase="ago" plain />}
        </span>
      </span>
    ),
    text: machine => lookOf(machine.state, machine.stateReason).word,
    title: stateTitle,
    sortValue: machine => stateOrder.indexOf(machine.state),
    group: machine => lookOf(machine.state, machine.stateReason).word,
  },
  textColumn('host', t('machines.column.host'), 112, machine => machine.host),
  textColumn('site', t('machines.column.site'), 144, machine => machine.site, {
    cell: machine => pathText(machine.site),
  }),
  {
    id: 'cpuPercent',
    header: t('machines.column.cpu'),
    description: t('machines.column.cpuMeaning'),
    width: 134,
    align: 'end',
    live: true,
    aggregate: 'avg',
    format: formatPercent,
    exported: ['cpuPercent'],
    line: cpuLine,
    cell: machine => <MetricValue machine={machine} metric="cpuPercent" format={formatPercent} />,
    text: machine => formatPercent(latest(machine, 'cpuPercent')),
    sortValue: machine => latest(machine, 'cpuPercent'),
  },
  numberColumn('vcpus', t('machines.column.vcpus'), 74, machine => machine.vcpus, count, {
    aggregate: 'sum',
  }),
  numberColumn('memoryBytes', t('machines.column.memory'), 96, machine => machine.memoryBytes, formatBytes, {
    description: t('machines.column.memoryMeaning'),
    aggregate: 'sum',
  }),
  metricColumn(
    'memoryUsedBytes',
    t('machines.column.usedMemory'),
    'memoryUsedBytes',
    formatBytes,
    t('machines.column.usedMemoryMeaning'),
  ),
  {
    id: 'addresses',
    header: t('machines.column.addresses'),
    width: 152,
    exported: ['nics'],
    cell: machine => {
      const all = addresses(machine)
      return (
        <span className={classes.name}>
          <span className={`${classes.ellipsis} code`}>{all[0] ?? unknownText}</span>
          {all.length > 1 && <span className={classes.chip}>+{all.length - 1}</span>}
        </span>
      )
    },
    text: machine => addresses(machine).join(' '),
    title: machine => addresses(machine).join('\n'),
    sortValue: machine => {
      const first = addresses(machine)[0]
      return first ? naturalKey(first) : null
    },
  },
  {
    id: 'tags',
    header: t('machines.column.tags'),
    width: TAGS_WIDTH,
    exported: ['tags'],
    cell: machine => <Tags tags={machine.tags} />,
    text: machine => machine.tags.join(' '),
    title: machine => machine.tags.join(', '),
    sortValue: machine => (machine.tags.length > 0 ? machine.tags.map(naturalKey).join(' ') : null),
    group: machine => machine.tags[0] ?? t('machines.column.noTag'),
  },
  {
    id: 'asOf',
    header: t('machines.column.asOf'),
    description: t('machines.column.asOfMeaning'),
    width: 86,
    align: 'end',
    exported: ['asOf', 'stale'],
    cell: machine => (
      <span className={machine.stale ? classes.old : classes.unknown}>
        <DataAge asOfMs={machine.asOfMs} live={!machine.stale} plain />
      </span>
    ),
    text: machine => new Date(machine.asOfMs).toISOString(),
    title: machine => momentTitle(machine.asOfMs),
    sortValue: machine => -machine.asOfMs,
  },
  numberColumn('diskBytes', t('machines.column.disks'), 100, diskBytes, formatBytes, {
    optional: true,
    exported: ['disks'],
    description: t('machines.column.disksMeaning'),
    aggregate: 'sum',
  }),
  metricColumn(
    'diskRead',
    t('machines.column.diskRead'),
    'diskReadBytesPerSecond',
    formatRate,
    t('machines.column.diskReadMeaning'),
  ),
  metricColumn(
    'diskWrite',
    t('machines.column.diskWrite'),
    'diskWriteBytesPerSecond',
    formatRate,
    t('machines.column.diskWriteMeaning'),
  ),
  metricColumn(
    'netRx',
    t('machines.column.netRx'),
    'netRxBytesPerSecond',
    formatNetworkRate,
    t('machines.column.netRxMeaning'),
  ),
  metricColumn(
    'netTx',
    t('machines.column.netTx'),
    'netTxBytesPerSecond',
    formatNetworkRate,
    t('machines.column.netTxMeaning'),
  ),
  textColumn('stateReason', t('machines.column.reason'), 110, machine => machine.stateReason, {
    optional: true,
  }),
  textColumn('title', t('machines.column.title'), 180, machine => machine.title, { optional: true }),
  textColumn('firmware', t('machines.column.firmware'), 90, machine => machine.firmware, { optional: true }),
  textColumn('arch', t('machines.column.arch'), 100, machine => machine.arch, { optional: true }),
  textColumn('machine', t('machines.column.machineType'), 130, machine => machine.machine, {
    optional: true,
  }),
  textColumn('autostart', t('machines.column.autostart'), 90, machine => yesNo(machine.autostart), {
    optional: true,
  }),
  numberColumn('snapshotCount', t('machines.column.snapshots'), 90, machine => machine.snapshotCount, count, {
    optional: true,
  }),
  textColumn('uuid', t('machines.column.uuid'), 290, machine => machine.uuid, {
    optional: true,
    cell: machine => <span className={`${classes.ellipsis} code`}>{machine.uuid}</span>,
  }),
]
