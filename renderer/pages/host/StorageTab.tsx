import { IconDatabase } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { formatBytes, unknownText } from '../../../shared/units.ts'
import { LinkButton } from '../../components/LinkButton.tsx'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { bytesColumn, textColumn } from '../../components/list/columns.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { useLocalList } from '../../components/list/listState.ts'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { go } from '../../stores/address.ts'
import { useResourceStream, useResources } from '../../stores/resources.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'
import { AskPool } from '../storage/AskPool.tsx'
import { poolLook } from '../storage/words.ts'
import { Look, type PlainColumn, PlainTable } from './Plain.tsx'
import { Skeleton } from './Skeleton.tsx'
import { visible } from '../../components/visible.ts'

type VolumeRow = Volume & { key: string }

const pools: readonly PlainColumn<Pool>[] = [
  { header: t('host.storage.name'), cell: pool => <bdi>{visible(pool.name)}</bdi> },
  {
    header: t('host.storage.state'),
    cell: (pool, stale) => <Look {...poolLook({ state: pool.state, stale })} />,
  },
  { header: t('host.storage.type'), cell: pool => pool.type ?? unknownText },
  {
    header: t('host.storage.used'),
    cell: pool => <BarCell value={pool.allocationBytes} of={pool.capacityBytes} />,
  },
  { header: t('host.storage.capacity'), cell: pool => formatBytes(pool.capacityBytes), end: true },
  { header: t('host.storage.free'), cell: pool => formatBytes(pool.availableBytes), end: true },
  { header: t('host.storage.path'), cell: pool => <code>{pool.path ?? unknownText}</code> },
  {
    header: t('host.storage.autostart'),
    cell: pool => (pool.autostart ? t('list.yes') : t('list.no')),
  },
]

const volumes: readonly ResourceColumn<VolumeRow>[] = [
  textColumn<VolumeRow>('name', t('host.storage.name'), 240, row => row.name, { pinned: true }),
  textColumn<VolumeRow>('pool', t('host.storage.pool'), 140, row => row.pool),
  textColumn<VolumeRow>('format', t('host.storage.format'), 90, row => row.format),
  bytesColumn<VolumeRow>('sizeBytes', t('host.storage.size'), 110, row => row.capacityBytes, {
    aggregate: 'sum',
  }),
  bytesColumn<VolumeRow>('allocatedBytes', t('host.storage.allocated'), 110, row => row.allocationBytes, {
    aggregate: 'sum',
  }),
  textColumn<VolumeRow>('backing', t('host.storage.backing'), 220, row => row.backing),
  textColumn<VolumeRow>('path', t('host.storage.path'), 340, row => row.path),
]

/** The host's pools and what is in them; who uses what is on the page of all storage. */
export function StorageTab({ host }: { host: HostView }) {
  useResourceStream('storage')
  const hostId = host.record.id
  const found = useResources(state => state.pool.get(hostId))
  const held = useResources(state => state.volume.get(hostId))
  const ready = useResources(state => state.ready.has('storage'))
  const { error } = useResources(state => state.feeds.storage)
  const state = useLocalList()
  const rows = useMemo(() => (held?.items ?? []).map(volume => ({ ...volume, key: volume.key })), [held])
  if (error && !ready) return <ErrorState error={error} />
  if (!ready) return <Skeleton what={t('host.tabs.storage')} />
  const items = found?.items ?? []
  if (items.length === 0) {
    const unread = found?.asOfMs == null
    return unread ? (
      <EmptyState icon={IconDatabase} title={t('host.storage.neverRead')}>
        {t('host.storage.neverReadWhy')}
      </EmptyState>
    ) : (
      <EmptyState icon={IconDatabase} title={t('host.storage.noPools')} />
    )
  }
  return (
    <>
      <section className={classes.section}>
        <h2>
          {t('host.storage.pools')}
          <span className={classes.dim}>
            <DataAge asOfMs={found?.asOfMs ?? null} live={!found?.stale} phrase="ago" />
          </span>
          <LinkButton
            className={classes.small}
            onClick={() => go({ page: 'storage', scope: { kind: 'host', id: hostId } })}
          >
            {t('host.storage.all')}
          </LinkButton>
        </h2>
        <PlainTable
          label={t('host.storage.pools')}
          columns={pools}
          items={items}
          keyOf={pool => pool.uuid}
          stale={found?.stale ?? false}
        />
        {!found?.stale && <Unread hostId={hostId} pools={items} />}
      </section>
      <section className={classes.list}>
        <div className={classes.section}>
          <h2>{t('host.storage.volumes')}</h2>
        </div>
        <ListPage
          id="hostVolumes"
          label={t('host.storage.volumes')}
          columns={volumes}
          rows={rows}
          feed={{ ready, error }}
          state={state}
          isStale={() => found?.stale ?? true}
          empty={<EmptyState icon={IconDatabase} title={t('host.storage.noVolumes')} />}
        />
      </section>
    </>
  )
}

/** Which pools could not be read, and why. */
function Unread({ hostId, pools: items }: { hostId: HostId; pools: readonly Pool[] }) {
  return ['unanswered', 'unread'].flatMap(state => {
    const those = items.filter(pool => pool.state === state)
    if (those.length === 0) return []
    return (
      <div key={state}>
        <p className={classes.dim}>{poolLook({ state, stale: false }).detail}</p>
        <ul className={classes.asked} aria-label={poolLook({ state, stale: false }).word}>
          {those.map(pool => (
            <li key={pool.uuid}>
              <bdi>{visible(pool.name)}</bdi>
              <AskPool hostId={hostId} pool={pool} />
            </li>
          ))}
        </ul>
      </div>
    )
  })
}
