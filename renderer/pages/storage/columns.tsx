import {
  ageColumn,
  barColumn,
  bytesColumn,
  flagColumn,
  numberColumn,
  percentColumn,
  stateColumn,
  textColumn,
  textsColumn,
} from '../../components/list/columns.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { t } from '../../words/index.ts'
import type { PoolLine, VolumeLine } from './useStorage.ts'
import { poolLook, shareNames, usageLook } from './words.ts'

const promised = ({ allocationBytes, growthBytes }: PoolLine): number | null =>
  allocationBytes === null ? null : allocationBytes + growthBytes

/** Columns of the list of pools. */
export const poolColumns: readonly ResourceColumn<PoolLine>[] = [
  textColumn('name', t('storage.name'), 180, row => row.name, { pinned: true }),
  textColumn('host', t('storage.host'), 120, row => row.host),
  stateColumn('state', t('storage.state'), 120, row => poolLook(row)),
  textColumn('type', t('storage.type'), 80, row => row.type),
  barColumn(
    'space',
    t('storage.space'),
    150,
    row => ({ value: row.allocationBytes, of: row.capacityBytes, promised: promised(row) }),
    { description: t('storage.spaceMeaning'), field: { type: 'percent', name: 'used', value: usedPercent } },
  ),
  bytesColumn('capacityBytes', t('storage.capacity'), 100, row => row.capacityBytes),
  bytesColumn('availableBytes', t('storage.available'), 100, row => row.availableBytes, {
    field: { type: 'bytes', name: 'free', value: row => row.availableBytes },
  }),
  percentColumn(
    'commitmentPercent',
    t('storage.commitment'),
    100,
    row => (row.commitment === null ? null : row.commitment * 100),
    { description: t('storage.commitmentMeaning') },
  ),
  numberColumn('volumes', t('storage.volumesIn'), 90, row => row.volumeCount, { aggregate: 'sum' }),
  numberColumn('machines', t('storage.machines'), 90, row => row.machineCount),
  numberColumn('unused', t('storage.unused'), 90, row => row.unusedCount, { aggregate: 'sum' }),
  textsColumn('shared', t('storage.sharedBy'), 140, row => shareNames(row), {
    description: t('storage.sharedMeaning'),
  }),
  textColumn('source', t('storage.source'), 200, row => row.source, { optional: true }),
  textColumn('path', t('storage.path'), 220, row => row.path),
  bytesColumn('allocationBytes', t('storage.allocation'), 100, row => row.allocationBytes, {
    optional: true,
  }),
  bytesColumn('provisionedBytes', t('storage.provisioned'), 120, row => row.provisionedBytes, {
    optional: true,
    aggregate: 'sum',
  }),
  bytesColumn('growthBytes', t('storage.growth'), 110, row => row.growthBytes, { optional: true }),
  bytesColumn('unusedBytes', t('storage.unusedBytes'), 110, row => row.unusedBytes, {
    optional: true,
    aggregate: 'sum',
    field: { type: 'bytes', name: 'unusedHolds', value: row => row.unusedBytes },
  }),
  flagColumn('autostart', t('storage.autostart'), 90, row => row.autostart, { optional: true }),
  flagColumn('persistent', t('storage.persistent'), 90, row => row.persistent, { optional: true }),
  ageColumn('asOfMs', t('storage.seen'), 90, row => row.asOfMs, { isLive: row => !row.stale }),
]

function usedPercent({ allocationBytes, capacityBytes }: PoolLine): number | null {
  if (allocationBytes === null || capacityBytes === null || capacityBytes === 0) return null
  return (allocationBytes / capacityBytes) * 100
}

const filled = ({ allocationBytes, capacityBytes }: VolumeLine): number | null =>
  allocationBytes === null || !capacityBytes ? null : (allocationBytes / capacityBytes) * 100

/** Columns of the list of volumes. */
export const volumeColumns: readonly ResourceColumn<VolumeLine>[] = [
  textColumn('name', t('storage.name'), 220, row => row.name, { pinned: true }),
  textColumn('pool', t('storage.pool'), 120, row => row.pool),
  textColumn('host', t('storage.host'), 120, row => row.host),
  stateColumn('use', t('storage.use'), 130, row => usageLook(row)),
  textsColumn('usedBy', t('storage.usedBy'), 200, row => [...new Set(row.users.map(user => user.name))]),
  textColumn('format', t('storage.format'), 80, row => row.format),
  bytesColumn('capacityBytes', t('storage.capacity'), 100, row => row.capacityBytes, { aggregate: 'sum' }),
  bytesColumn('allocationBytes', t('storage.allocation'), 100, row => row.allocationBytes, {
    aggregate: 'sum',
  }),
  percentColumn('filledPercent', t('storage.filled'), 90, row => filled(row)),
  textsColumn('backing', t('storage.backing'), 220, row => row.chain.map(link => link.path)),
  numberColumn('backs', t('storage.backs'), 90, row => row.backsCount),
  textColumn('path', t('storage.path'), 260, row => row.path, { optional: true }),
  textColumn('type', t('storage.type'), 80, row => row.type, { optional: true }),
  flagColumn('unused', t('storage.unused'), 90, row => row.unused, { optional: true }),
  numberColumn('hosts', t('storage.hosts'), 80, row => row.hostIds.length, { optional: true }),
  ageColumn('asOfMs', t('storage.seen'), 90, row => row.asOfMs, { isLive: row => !row.stale }),
]
