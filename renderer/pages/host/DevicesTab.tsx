import { SegmentedControl } from '@mantine/core'
import { IconCpu2 } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import type { HostDevice, HostView } from '../../../shared/models/host.ts'
import type { CoreClient } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { textColumn, textsColumn } from '../../components/list/columns.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { useLocalList } from '../../components/list/listState.ts'
import { EmptyState } from '../../components/Messages.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'
import { useStream } from './useStream.ts'

interface DeviceRow {
  key: string
  device: HostDevice
  /** As the host was when it was last seen. */
  stale: boolean
}
type View = 'all' | 'groups' | 'inUse'

const users = ({ device, stale }: DeviceRow): string[] =>
  device.usedBy.map(({ name, running }) => {
    if (!running) return name
    return t(stale ? 'host.devices.ran' : 'host.devices.runs', { name })
  })

const group = ({ device }: DeviceRow): string | null =>
  device.iommuGroup === null ? null : t('host.devices.iommuGroup', { number: device.iommuGroup })

const columns: readonly ResourceColumn<DeviceRow>[] = [
  textColumn<DeviceRow>(
    'device',
    t('host.devices.device'),
    280,
    ({ device }) => device.product ?? device.name,
    {
      pinned: true,
    },
  ),
  textColumn<DeviceRow>('kind', t('host.devices.kind'), 110, ({ device }) => device.capability),
  textsColumn<DeviceRow>('usedBy', t('host.devices.usedBy'), 200, users, {
    group: row => users(row)[0] ?? t('list.none'),
  }),
  textColumn<DeviceRow>('iommu', t('host.devices.iommu'), 120, group, {
    sortValue: ({ device }) => device.iommuGroup,
  }),
  textColumn<DeviceRow>('address', t('host.devices.address'), 150, ({ device }) => device.address),
  textColumn<DeviceRow>('driver', t('host.devices.driver'), 120, ({ device }) => device.driver),
  textColumn<DeviceRow>('vendor', t('host.devices.vendor'), 200, ({ device }) => device.vendor),
  textColumn<DeviceRow>('name', t('host.devices.name'), 200, ({ device }) => device.name),
  textColumn<DeviceRow>('parent', t('host.devices.parent'), 180, ({ device }) => device.parent, {
    optional: true,
  }),
]

/** Every device of the host, its IOMMU group, and which machine has it. */
export function DevicesTab({ host }: { host: HostView }) {
  const hostId = host.record.id
  const open = useCallback(
    (client: CoreClient, signal: AbortSignal) => client.hosts.watchDevices({ hostId }, { signal }),
    [hostId],
  )
  const { value, error } = useStream(open)
  const [view, setView] = useState<View>('all')
  const plain = useLocalList()
  const grouped = useLocalList({ group: ['iommu'] })
  const rows = useMemo(() => {
    const stale = value?.stale ?? true
    const all = (value?.items ?? []).map((device): DeviceRow => ({ key: device.name, device, stale }))
    if (view === 'inUse') return all.filter(({ device }) => device.usedBy.length > 0)
    return view === 'groups' ? all.filter(({ device }) => device.iommuGroup !== null) : all
  }, [value, view])
  return (
    <div className={classes.list}>
      <div className={classes.toolbar}>
        <SegmentedControl
          size="xs"
          aria-label={t('host.devices.show')}
          data={[
            { value: 'all', label: t('host.devices.all') },
            { value: 'groups', label: t('host.devices.groups') },
            { value: 'inUse', label: t('host.devices.inUse') },
          ]}
          value={view}
          onChange={next => setView(next === 'groups' || next === 'inUse' ? next : 'all')}
        />
        <DataAge asOfMs={value?.asOfMs ?? null} live={value !== null && !value.stale} phrase="ago" />
      </div>
      <ListPage
        id="hostDevices"
        label={t('host.devices.label')}
        columns={columns}
        rows={rows}
        feed={{ ready: value !== null, error }}
        state={view === 'groups' ? grouped : plain}
        isStale={() => value?.stale ?? true}
        onOpen={({ device }) => {
          const [user] = device.usedBy
          if (user) go({ page: 'machine', id: user.key, tab: 'hardware' })
        }}
        empty={
          <EmptyState
            icon={IconCpu2}
            title={view === 'inUse' ? t('host.devices.noneUsed') : t('host.devices.none')}
          >
            {view === 'inUse' && <p>{t('host.devices.noneUsedWhy')}</p>}
          </EmptyState>
        }
      />
    </div>
  )
}
