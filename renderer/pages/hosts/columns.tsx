import { memo } from 'react'
import { formatBytes, formatDuration, formatPercent, unknownText } from '../../../shared/units.ts'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { barText } from '../../components/chart/barText.ts'
import { HostStateBadge } from '../../components/HostStateBadge.tsx'
import { hostLook, isLive } from '../../components/hostState.ts'
import {
  ageColumn,
  bytesColumn,
  durationColumn,
  numberColumn,
  pathText,
  textColumn,
} from '../../components/list/columns.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { t } from '../../words/index.ts'
import classes from './columns.module.css'
import { type HostRow, memoryOf, sampleOf } from './hostRow.ts'
import { ratioText } from './ratio.ts'
import { useLatestHostSample } from './useHostSamples.ts'

/** Hosts sort by how much they need a person. */
const urgency = ['blocked', 'waiting', 'degraded', 'connecting', 'live', 'disconnected']

/** Names of the ways to a host as people know them. */
const transports: Readonly<Record<string, string>> = {
  ssh: 'SSH',
  openssh: 'OpenSSH',
  local: 'UNIX',
  tcp: 'TCP',
  tls: 'TLS',
}

const transportOf = ({ host }: HostRow): string | null => {
  const kind = host.transport?.kind
  return kind === undefined ? null : (transports[kind] ?? kind)
}

const CpuCell = memo(function CpuCell({ row }: { row: HostRow }) {
  useLatestHostSample(row.key)
  return <BarCell value={sampleOf(row)?.cpuPercent ?? null} of={100} format={formatPercent} />
})

const MemoryCell = memo(function MemoryCell({ row }: { row: HostRow }) {
  useLatestHostSample(row.key)
  return <BarCell {...memoryOf(row, sampleOf(row))} />
})

const share = (row: HostRow): number | null => {
  const { value, of } = memoryOf(row, sampleOf(row))
  return value === null || of === null || of <= 0 ? null : (value / of) * 100
}

const cpu = (row: HostRow): number | null => sampleOf(row)?.cpuPercent ?? null

/** What was never read is not none. */
const machines = ({ host }: HostRow): number | null => (host.dataAsOfMs === null ? null : host.machineCount)

const machinesText = (row: HostRow): string =>
  machines(row) === null
    ? unknownText
    : t('hosts.runningOf', { running: row.host.runningCount, total: row.host.machineCount })

const stateColumn: ResourceColumn<HostRow> = {
  id: 'state',
  header: t('hosts.state'),
  width: 250,
  cell: ({ host }) => (
    <span className={classes.state} title={host.state.problem?.message}>
      <HostStateBadge state={host.state} />
      <span className={classes.reason}>{host.state.problem?.message ?? ''}</span>
    </span>
  ),
  text: ({ host }) => hostLook(host.state).word,
  sortValue: ({ host }) => urgency.indexOf(host.state.phase),
  group: ({ host }) => hostLook(host.state).word,
  // The phase is the same word in every language.
  field: { type: 'text', value: ({ host }) => [hostLook(host.state).word, host.state.phase] },
}

/** Columns of a list of hosts. */
export const hostColumns: readonly ResourceColumn<HostRow>[] = [
  textColumn<HostRow>('name', t('hosts.name'), 170, ({ host }) => host.record.name, { pinned: true }),
  stateColumn,
  ageColumn<HostRow>('data', t('hosts.dataAge'), 90, ({ host }) => host.dataAsOfMs, {
    description: t('hosts.dataAgeWhy'),
    isLive: ({ host }) => isLive(host.state),
  }),
  textColumn<HostRow>('reason', t('hosts.reason'), 240, ({ host }) => host.state.problem?.message ?? null, {
    description: t('hosts.reasonWhy'),
    optional: true,
  }),
  textColumn<HostRow>('site', t('hosts.site'), 150, ({ host }) => host.site, {
    cell: ({ host }) => pathText(host.site),
  }),
  {
    id: 'cpu',
    header: t('hosts.cpu'),
    description: t('hosts.cpuWhy'),
    width: 130,
    live: true,
    cell: row => <CpuCell row={row} />,
    text: row => formatPercent(cpu(row)),
    sortValue: cpu,
    aggregate: 'avg',
    format: formatPercent,
    field: { type: 'percent', value: cpu },
  },
  {
    id: 'memory',
    header: t('hosts.memory'),
    description: t('hosts.memoryWhy'),
    width: 150,
    live: true,
    cell: row => <MemoryCell row={row} />,
    text: row => barText(memoryOf(row, sampleOf(row))),
    sortValue: share,
    aggregate: 'avg',
    format: formatPercent,
    field: { type: 'percent', value: share },
  },
  numberColumn<HostRow>('machines', t('hosts.machines'), 100, machines, {
    description: t('hosts.machinesWhy'),
    cell: row => <span data-unknown={machines(row) === null ? '' : undefined}>{machinesText(row)}</span>,
    text: machinesText,
    aggregate: 'sum',
  }),
  numberColumn<HostRow>(
    'vcpuOvercommit',
    t('hosts.cpuOver'),
    120,
    ({ host }) => host.capacity.cpuOvercommit,
    {
      description: t('hosts.cpuOverWhy'),
      format: ratioText,
      aggregate: 'max',
    },
  ),
  numberColumn<HostRow>(
    'memoryOvercommit',
    t('hosts.memoryOver'),
    130,
    ({ host }) => host.capacity.memoryOvercommit,
    { description: t('hosts.memoryOverWhy'), format: ratioText, aggregate: 'max' },
  ),
  bytesColumn<HostRow>('room', t('hosts.room'), 100, ({ host }) => host.capacity.memoryLeftBytes, {
    description: t('hosts.roomWhy'),
    format: roomText,
    aggregate: 'sum',
    field: { type: 'bytes', name: 'room', value: ({ host }) => host.capacity.memoryLeftBytes },
  }),
  durationColumn<HostRow>(
    'roundTrip',
    t('hosts.roundTrip'),
    100,
    ({ host }) => (isLive(host.state) ? host.state.roundTripMs : null),
    { description: t('hosts.roundTripWhy'), format: formatDuration, aggregate: 'max' },
  ),
  textColumn<HostRow>('transport', t('hosts.transport'), 95, transportOf),
  textColumn<HostRow>('driver', t('hosts.driver'), 80, ({ host }) => host.facts?.driver ?? null),
  textColumn<HostRow>('libvirt', t('hosts.libvirt'), 80, ({ host }) => host.facts?.libvirtVersion ?? null),
  textColumn<HostRow>(
    'hypervisor',
    t('hosts.hypervisor'),
    95,
    ({ host }) => host.facts?.hypervisorVersion ?? null,
  ),
  numberColumn<HostRow>('cpus', t('hosts.cpus'), 80, ({ host }) => host.facts?.cpus ?? null, {
    optional: true,
    aggregate: 'sum',
  }),
  bytesColumn<HostRow>(
    'memorySizeBytes',
    t('hosts.memorySize'),
    110,
    ({ host }) => host.facts?.memoryBytes ?? null,
    { optional: true, format: formatBytes, aggregate: 'sum' },
  ),
  textColumn<HostRow>('cpuModel', t('hosts.cpuModel'), 140, ({ host }) => host.facts?.cpuModel ?? null, {
    optional: true,
  }),
  textColumn<HostRow>(
    'rights',
    t('hosts.rights'),
    90,
    ({ host }) => (host.readOnly ? t('hosts.readOnly') : t('hosts.readWrite')),
    { optional: true },
  ),
  ageColumn<HostRow>('since', t('hosts.since'), 100, ({ host }) => host.state.sinceMs, { optional: true }),
  textColumn<HostRow>('uri', t('hosts.uri'), 280, ({ host }) => host.record.uri, { optional: true }),
]

/** Room left; less than none is what was given beyond it. */
function roomText(bytes: number | null): string {
  return bytes !== null && bytes < 0 ? t('hosts.roomOver', { size: formatBytes(-bytes) }) : formatBytes(bytes)
}
