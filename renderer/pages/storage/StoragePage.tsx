import { IconDatabase } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { StorageTotals } from '../../../shared/contract/relations.ts'
import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { NothingListed } from '../../actions/NothingListed.tsx'
import { goToList, openRow, useOpenedRow } from '../../components/list/listPlace.ts'
import { ListPage } from '../../components/list/ListPage.tsx'
import { TabbedLists } from '../../components/list/ListTabs.tsx'
import { PlaceHead } from '../../components/list/PlaceHead.tsx'
import { StaleBanner } from '../../components/StaleBanner.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { useAddress } from '../../stores/address.ts'
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

/** Pools and volumes of the fleet: how full they are, what was promised, and who uses what. */
export function StoragePage() {
  const { pools, volumes, totals, feed, stale } = useStorage()
  const tab = useAddress(address => (address.tab === 'volumes' ? 'volumes' : 'pools'))
  const opened = useOpenedRow()
  const poolRows = useMemo(() => [...pools.values()], [pools])
  const volumeRows = useMemo(() => [...volumes.values()], [volumes])
  const pool = opened === null ? undefined : pools.get(opened)
  const volume = opened === null ? undefined : volumes.get(opened)
  const inPool = useMemo(() => (pool ? volumesOf(pool, volumeRows) : []), [pool, volumeRows])
  const close = () => openRow(null)
  const shared = {
    feed,
    opened,
    onOpen: (row: PoolLine | VolumeLine) => openRow(row.key),
    onCloseDetails: close,
    isStale: (row: PoolLine | VolumeLine) => row.stale,
  }
  const shown =
    tab === 'pools' ? (
      <ListPage
        key="pools"
        id="storage.pools"
        label={t('storage.pools')}
        columns={poolColumns}
        rows={poolRows}
        placeholder={t('storage.poolExample')}
        copies={poolCopies}
        {...shared}
        details={pool && <PoolPanel pool={pool} volumes={inPool} onClose={close} />}
        empty={<Nothing title={t('storage.noPools')} text={t('storage.noPoolsText')} />}
      />
    ) : (
      <ListPage
        key="volumes"
        id="storage.volumes"
        label={t('storage.volumes')}
        columns={volumeColumns}
        rows={volumeRows}
        placeholder={t('storage.volumeExample')}
        copies={volumeCopies}
        {...shared}
        details={volume && <VolumePanel volume={volume} volumes={volumes} onClose={close} />}
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
      onTab={to => goToList(to === 'pools' ? null : to)}
      head={<Head totals={totals} />}
      notice={
        feed.ready && (
          <StaleBanner {...stale} aged={t('storage.aged', { count: stale.count })}>
            {t('storage.stale', { count: stale.count })}
          </StaleBanner>
        )
      }
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
  return <PlaceHead title={t('storage.label')} facts={totals === null ? [] : factsOf(totals)} />
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

function Nothing(props: { title: string; text: string }) {
  return (
    <NothingListed
      icon={IconDatabase}
      noHosts={t('storage.noHosts')}
      addHost={t('storage.addHost')}
      {...props}
    />
  )
}
