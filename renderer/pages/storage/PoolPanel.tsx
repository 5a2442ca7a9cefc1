import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { ObjectPanel, PanelFacts, PanelLine, PanelList } from '../../components/ObjectPanel.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { hrefOf } from '../../stores/address.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { AskPool, canBeAsked } from './AskPool.tsx'
import type { PoolLine, VolumeLine } from './useStorage.ts'
import { poolLook, shareText, usageLook } from './words.ts'
import { visible } from '../../components/visible.ts'
import classes from './PoolPanel.module.css'

/** Most volumes that the panel names; the list of volumes has them all. */
const VOLUMES_MAX = 100

interface PoolPanelProps {
  pool: PoolLine
  /** Volumes of the pool. */
  volumes: readonly VolumeLine[]
  onClose(): void
}

/** A pool with its space and its volumes. */
export function PoolPanel({ pool, volumes, onClose }: PoolPanelProps) {
  const look = poolLook(pool)
  const promised = pool.allocationBytes === null ? null : pool.allocationBytes + pool.growthBytes
  return (
    <ObjectPanel
      label={t('storage.details', { name: pool.name })}
      title={pool.name}
      kind={t('storage.pool')}
      closeLabel={t('storage.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [
            t('storage.state'),
            <span key="state" className={`${badge.badge} ${badge[look.mark]}`}>
              <StateMark mark={look.mark} />
              {look.word}
            </span>,
          ],
          [
            '',
            canBeAsked(pool) ? (
              <div key="ask" className={classes.ask}>
                <span>{look.detail}</span>
                <AskPool hostId={pool.hostId} pool={pool} />
              </div>
            ) : (
              look.detail
            ),
          ],
          [
            t('storage.host'),
            <a key="host" href={hrefOf({ page: 'host', id: pool.hostId, tab: 'storage' })}>
              <bdi>{visible(pool.host)}</bdi>
            </a>,
          ],
          [t('storage.type'), pool.type],
          [t('storage.path'), pool.path],
          [t('storage.source'), pool.source],
          [
            t('storage.space'),
            <BarCell key="space" value={pool.allocationBytes} of={pool.capacityBytes} promised={promised} />,
          ],
          [t('storage.capacity'), formatBytes(pool.capacityBytes)],
          [t('storage.allocation'), formatBytes(pool.allocationBytes)],
          [t('storage.available'), formatBytes(pool.availableBytes)],
          [t('storage.provisioned'), formatBytes(pool.provisionedBytes)],
          [t('storage.growth'), formatBytes(pool.growthBytes)],
          [t('storage.commitment'), pool.commitment === null ? null : formatPercent(pool.commitment * 100)],
          [t('storage.shared'), shareText(pool)],
          [t('storage.autostart'), pool.autostart ? t('list.yes') : t('list.no')],
          [t('storage.persistent'), pool.persistent ? t('list.yes') : t('list.no')],
          // When the one that could not be read was read last is not known.
          [
            t('storage.seen'),
            canBeAsked(pool) ? null : (
              <DataAge key="seen" asOfMs={pool.asOfMs} live={!pool.stale} phrase="ago" />
            ),
          ],
        ]}
      />
      <PanelList
        title={t('storage.volumes')}
        count={volumes.length}
        items={volumes.slice(0, VOLUMES_MAX)}
        none={t(pool.state === 'inactive' ? 'storage.poolOff' : 'storage.noVolumesIn')}
        more={count => t('storage.more', { count })}
        idOf={volume => volume.key}
      >
        {volume => (
          <PanelLine
            href={hrefOf({ page: 'storage', tab: 'volumes', params: { open: volume.key } })}
            name={volume.name}
            says={[
              formatBytes(volume.capacityBytes),
              volume.users[0]?.name ?? usageLook(volume).word,
              volume.userCount > 1 ? `+${formatCount(volume.userCount - 1)}` : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      </PanelList>
    </ObjectPanel>
  )
}
