import { formatBytes } from '../../../shared/units.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { ObjectPanel, PanelFacts, PanelLine, PanelList } from '../../components/ObjectPanel.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { hrefOf } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import type { VolumeLine } from './useStorage.ts'
import { usageLook, viaText } from './words.ts'
import { visible } from '../../components/visible.ts'

interface VolumePanelProps {
  volume: VolumeLine
  volumes: ReadonlyMap<string, VolumeLine>
  onClose(): void
}

const linkTo = (key: string) => hrefOf({ page: 'storage', tab: 'volumes', params: { open: key } })

/** A volume with who uses it, what it is built upon, and what is built upon it. */
export function VolumePanel({ volume, volumes, onClose }: VolumePanelProps) {
  const look = usageLook(volume)
  return (
    <ObjectPanel
      label={t('storage.details', { name: volume.name })}
      title={volume.name}
      kind={`${volume.pool} · ${volume.host}`}
      closeLabel={t('storage.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [
            t('storage.use'),
            <span key="use" className={`${badge.badge} ${badge[look.mark]}`}>
              <StateMark mark={look.mark} />
              {look.word}
            </span>,
          ],
          ['', look.detail === '' ? null : look.detail],
          [
            t('storage.pool'),
            <a key="pool" href={hrefOf({ page: 'storage', params: { open: volume.poolKey } })}>
              <bdi>{visible(volume.pool)}</bdi>
            </a>,
          ],
          [t('storage.hosts'), volume.hostIds.length > 1 ? String(volume.hostIds.length) : null],
          [t('storage.format'), volume.format],
          [t('storage.path'), volume.path],
          [t('storage.capacity'), formatBytes(volume.capacityBytes)],
          [t('storage.allocation'), formatBytes(volume.allocationBytes)],
          [
            t('storage.seen'),
            <DataAge key="seen" asOfMs={volume.asOfMs} live={!volume.stale} phrase="ago" />,
          ],
        ]}
      />
      <PanelList
        title={t('storage.users')}
        count={volume.userCount}
        items={volume.users}
        none={t('storage.noUsers')}
        more={count => t('storage.more', { count })}
        idOf={user => `${user.machine} ${user.target ?? ''}`}
      >
        {user => (
          <PanelLine
            href={hrefOf({ page: 'machine', id: user.machine })}
            name={user.name}
            says={`${user.host} · ${viaText(user)}`}
          />
        )}
      </PanelList>
      {volume.chain.length > 0 && (
        <PanelList
          title={t('storage.chain')}
          count={volume.chain.length}
          items={volume.chain}
          none=""
          more={count => t('storage.more', { count })}
          idOf={link => link.path}
        >
          {link =>
            link.volume === null ? (
              <>
                <bdi>{visible(link.path)}</bdi> <span>{t('storage.chainOutside')}</span>
              </>
            ) : (
              <PanelLine href={linkTo(link.volume)} name={link.path} />
            )
          }
        </PanelList>
      )}
      {volume.backsCount > 0 && (
        <PanelList
          title={t('storage.backs')}
          count={volume.backsCount}
          items={volume.backs}
          none=""
          more={count => t('storage.more', { count })}
          idOf={key => key}
        >
          {key => <PanelLine href={linkTo(key)} name={volumes.get(key)?.name ?? key} />}
        </PanelList>
      )}
    </ObjectPanel>
  )
}
