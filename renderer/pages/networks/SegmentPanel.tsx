import { DataAge } from '../../components/DataAge.tsx'
import { ObjectPanel, PanelFacts, PanelLine, PanelList } from '../../components/ObjectPanel.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { hrefOf } from '../../stores/address.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { bridgeLook, networkLook } from './columns.tsx'
import type { BridgeLine, NetworkLine } from './useNetworks.ts'
import { visible } from '../../components/visible.ts'

interface SegmentPanelProps {
  segment: NetworkLine | BridgeLine
  onClose(): void
}

const yesNo = (flag: boolean): string => (flag ? t('list.yes') : t('list.no'))
const isNetwork = (segment: NetworkLine | BridgeLine): segment is NetworkLine => 'forward' in segment

function facts(segment: NetworkLine | BridgeLine): (readonly [string, React.ReactNode])[] {
  if (!isNetwork(segment)) {
    const { network, ports } = segment
    return [
      [t('networks.kind'), t(`networks.kinds.${segment.kind}`)],
      [t('networks.ownNetwork'), network],
      [t('networks.ports'), ports.join(', ')],
    ]
  }
  return [
    [t('networks.mode'), segment.forward ?? t('networks.isolated')],
    [t('networks.bridge'), segment.bridge],
    [t('networks.devices'), segment.devices.join(', ')],
    [t('networks.ranges'), segment.ranges.join(', ')],
    [t('networks.domain'), segment.domain],
    [t('networks.autostart'), yesNo(segment.autostart)],
    [t('networks.persistent'), yesNo(segment.persistent)],
    [
      t('networks.leasesOf'),
      segment.leaseCount === 0 ? null : (
        <a
          key="leases"
          href={hrefOf({ page: 'networks', tab: 'leases', query: `network:${JSON.stringify(segment.name)}` })}
        >
          {formatCount(segment.leaseCount)}
        </a>
      ),
    ],
  ]
}

/** A network, bridge or host device with the machines that are attached to it. */
export function SegmentPanel({ segment, onClose }: SegmentPanelProps) {
  const look = isNetwork(segment) ? networkLook(segment) : bridgeLook(segment)
  return (
    <ObjectPanel
      label={t('networks.details', { name: segment.name })}
      title={segment.name}
      kind={isNetwork(segment) ? t('networks.network') : t(`networks.kinds.${segment.kind}`)}
      closeLabel={t('networks.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [
            t('networks.state'),
            <span key="state" className={`${badge.badge} ${badge[look.mark]}`}>
              <StateMark mark={look.mark} />
              {look.word}
            </span>,
          ],
          [
            t('networks.host'),
            <a key="host" href={hrefOf({ page: 'host', id: segment.hostId, tab: 'networks' })}>
              <bdi>{visible(segment.host)}</bdi>
            </a>,
          ],
          ...facts(segment),
          [t('networks.addresses'), segment.addresses.join(', ')],
          [
            t('storage.seen'),
            <DataAge key="seen" asOfMs={segment.asOfMs} live={!segment.stale} phrase="ago" />,
          ],
        ]}
      />
      <PanelList
        title={t('networks.attachedTo')}
        count={segment.attachedCount}
        items={segment.attached.map((nic, at) => ({ ...nic, id: `${nic.machine} ${at}` }))}
        none={t('networks.nobody')}
        more={count => t('networks.more', { count })}
        idOf={nic => nic.id}
      >
        {nic => (
          <PanelLine
            href={hrefOf({ page: 'machine', id: nic.machine })}
            name={nic.name}
            says={[nic.target, nic.mac, nic.addresses.join(', ') || t('networks.noAddress')]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      </PanelList>
    </ObjectPanel>
  )
}
