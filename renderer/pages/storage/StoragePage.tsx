import { IconDatabase } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { StorageTotals } from '../../../shared/contract/relations.ts'
import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { TabbedLists } from '../../components/list/ListTabs.tsx'
import { AddHostButton } from '../../actions/AddHostButton.tsx'
import { Banner, EmptyState } from '../../components/Messages.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { poolColumns, volumeColumns } from './columns.tsx'
import { PoolPanel } from './PoolPanel.tsx'
import { type PoolLine, useStorage, type VolumeLine } from './useStorage.ts'
import { VolumePanel } from './VolumePanel.tsx'

const poolCopies = [
  { label: t('storage.copyName'), text: (row: PoolLine) => row.name },
  { label: t('storage.copyPath'), text: (row: PoolLine) => row.path ?? '' },
]
const volumeCopies = [
  { label: t('storage.copyName'), text: (row: VolumeLine) => row.name },
  { label: t('storage.copyPath'), text: (row: VolumeLine) => row.path ?? '' },
]

const open = (key: string | null) => go({ params: key === null ? {} : { open: key } }, 'replace')

const goTab = (tab: 'pools' | 'volumes') =>
  go({ tab: tab === 'pools' ? null : tab, query: '', sort: firstAddress.sort, group: [], params: {} })

/** Pools and volumes of the fleet: how full they are, what was promised, and who uses what. */
export function StoragePage() {
  const { pools, volumes, totals, feed, stale } = useStorage()
  const tab = useAddress(address => (address.tab === 'volumes' ? 'volumes' : 'pools'))
  const opened = useAddress(address => address.params.open ?? null)
  const poolRows = useMemo(() => [...pools.values()], [pools])
  const volumeRows = useMemo(() => [...volumes.values()], [volumes])
  const pool = opened === null ? undefined : pools.get(opened)
  const volume = opened === null ? undefined : volumes.get(opened)
  const inPool = useMemo(() => (pool ? volumesOf(pool, volumeRows) : []), [pool, volumeRows])
  const shown =
    tab === 'pools' ? (
      <ListPage
        key="pools"
        id="storage.pools"
        label={t('storage.pools')}
        columns={poolColumns}
        rows={poolRows}
        feed={feed}
        placeholder={t('storage.poolExample')}
        copies={poolCopies}
        opened={opened}
        onOpen={row => open(row.key)}
        onCloseDetails={() => open(null)}
        details={pool && <PoolPanel pool={pool} volumes={inPool} onClose={() => open(null)} />}
        isStale={row => row.stale}
        empty={<Nothing title={t('storage.noPools')} text={t('storage.noPoolsText')} />}
      />
    ) : (
      <ListPage
        key="volumes"
        id="storage.volumes"
        label={t('storage.volumes')}
        columns={volumeColumns}
        rows={volumeRows}
        feed={feed}
        placeholder={t('storage.volumeExample')}
        copies={volumeCopies}
        opened={opened}
        onOpen={row => open(row.key)}
        onCloseDetails={() => open(null)}
        details={volume && <VolumePanel volume={volume} volumes={volumes} onClose={() => open(null)} />}
        isStale={row => row.stale}
        empty={<Nothing title={t('storage.noVolumes')} text={t('storage.noVolumesText')} />}
      />
    )
  return (
    <TabbedLists
      id="storage"
      label={t('storage.tabs')}
      tab={tab}
      tabs={[
        { id: 'pools', words: t('storage.pools'), count: feed.ready ? pools.size : null },
        { id: 'volumes', words: t('storage.volumes'), count: feed.ready ? volumes.size : null },
      ]}
      onTab={goTab}
      head={<Head totals={totals} />}
      notice={feed.ready && stale > 0 && <Banner tone="warn">{t('storage.stale', { count: stale })}</Banner>}
    >
      {shown}
    </TabbedLists>
  )
}

/** The pool's own volumes; those of shared storage stand under the first host's pool. */
function volumesOf(pool: PoolLine, volumes: readonly VolumeLine[]): VolumeLine[] {
  const keys = new Set(pool.share?.by === 'source' ? pool.share.pools : [pool.key])
  return volumes.filter(volume => keys.has(volume.poolKey))
}

function Head({ totals }: { totals: StorageTotals | null }) {
  const scope = useAddress(address => address.scope)
  const place = useFleet(({ sites, hosts }) => {
    if (scope.kind === 'host') return hosts.get(scope.id)?.record.name
    return scope.kind === 'site' ? sites.find(site => site.id === scope.id)?.name : undefined
  })
  const label = t('storage.label')
  return (
    <ListHead
      title={place === undefined ? label : `${place} · ${label}`}
      facts={totals === null ? [] : factsOf(totals)}
    />
  )
}

function factsOf(totals: StorageTotals): React.ReactNode[] {
  const { capacityBytes, allocationBytes, growthBytes, unusedCount, unusedBytes } = totals
  if (capacityBytes === null || allocationBytes === null || capacityBytes === 0) return []
  const promised = (allocationBytes + growthBytes) / capacityBytes
  const over = promised > 1 ? 'warn' : 'running'
  return [
    t('storage.usedOf', { used: formatBytes(allocationBytes), total: formatBytes(capacityBytes) }),
    <span key="promised" className={`${badge.badge} ${badge[over]}`} title={t('storage.promisedMeaning')}>
      {promised > 1 && <StateMark mark="warn" size={10} />}
      {t('storage.promised', { percent: formatPercent(promised * 100) })}
    </span>,
    ...(unusedCount > 0
      ? [t('storage.unusedCount', { count: unusedCount, size: formatBytes(unusedBytes) })]
      : []),
  ]
}

function Nothing({ title, text }: { title: string; text: string }) {
  const isEmpty = useFleet(fleet => fleet.hosts.size === 0)
  return (
    <EmptyState
      icon={IconDatabase}
      title={title}
      action={isEmpty && <AddHostButton>{t('storage.addHost')}</AddHostButton>}
    >
      <p>{isEmpty ? t('storage.noHosts') : text}</p>
    </EmptyState>
  )
}
