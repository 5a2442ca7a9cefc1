import { IconNetwork } from '@tabler/icons-react'
import { useMemo } from 'react'
import { NothingListed } from '../../actions/NothingListed.tsx'
import { goToList, openRow, useOpenedRow } from '../../components/list/listPlace.ts'
import { ListPage } from '../../components/list/ListPage.tsx'
import { TabbedLists } from '../../components/list/ListTabs.tsx'
import { PlaceHead } from '../../components/list/PlaceHead.tsx'
import { StaleBanner } from '../../components/StaleBanner.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { bridgeColumns, leaseColumns, networkColumns } from './columns.tsx'
import { SegmentPanel } from './SegmentPanel.tsx'
import { type BridgeLine, type LeaseLine, type NetworkLine, useNetworks } from './useNetworks.ts'

type Tab = 'networks' | 'leases' | 'bridges'

const networkCopies = [{ label: t('networks.copyName'), text: (row: NetworkLine) => row.name }]
const bridgeCopies = [{ label: t('networks.copyName'), text: (row: BridgeLine) => row.name }]
const leaseCopies = [
  { label: t('networks.copyAddress'), text: (row: LeaseLine) => row.address },
  { label: t('networks.copyMac'), text: (row: LeaseLine) => row.mac },
]

/** Virtual networks, leases and bridges of the fleet, with who is attached. */
export function NetworksPage() {
  const known = useNetworks()
  const { networks, leases, bridges, feed, stale } = known
  const tab = useAddress(({ tab: at }): Tab => (at === 'leases' || at === 'bridges' ? at : 'networks'))
  const opened = useOpenedRow()
  const networkRows = useMemo(() => [...networks.values()], [networks])
  return (
    <TabbedLists
      id="networks"
      label={t('networks.tabs')}
      tab={tab}
      tabs={[
        { id: 'networks', words: t('networks.networks'), count: feed.ready ? networks.size : null },
        { id: 'leases', words: t('networks.leases'), count: feed.ready ? leases.size : null },
        { id: 'bridges', words: t('networks.bridges'), count: feed.ready ? bridges.size : null },
      ]}
      onTab={to => goToList(to === 'networks' ? null : to)}
      head={<Head networks={networkRows} ready={feed.ready} />}
      notice={
        feed.ready && (
          <StaleBanner {...stale} aged={t('networks.aged', { count: stale.count })}>
            {t('networks.stale', { count: stale.count })}
          </StaleBanner>
        )
      }
    >
      <List tab={tab} known={known} opened={opened} />
    </TabbedLists>
  )
}

interface ListProps {
  tab: Tab
  known: ReturnType<typeof useNetworks>
  opened: string | null
}

/** The list of the tab that is chosen. */
function List({ tab, known, opened }: ListProps) {
  const { networks, leases, bridges, feed } = known
  const networkRows = useMemo(() => [...networks.values()], [networks])
  const leaseRows = useMemo(() => [...leases.values()], [leases])
  const bridgeRows = useMemo(() => [...bridges.values()], [bridges])
  const close = () => openRow(null)
  const shared = {
    feed,
    opened,
    onOpen: (row: NetworkLine | BridgeLine) => openRow(row.key),
    onCloseDetails: close,
    isStale: (row: NetworkLine | BridgeLine) => row.stale,
  }
  if (tab === 'leases')
    return (
      <ListPage
        key="leases"
        id="networks.leases"
        label={t('networks.leases')}
        columns={leaseColumns}
        rows={leaseRows}
        feed={feed}
        isStale={row => row.stale}
        placeholder={t('networks.leaseExample')}
        copies={leaseCopies}
        onOpen={row => row.machine !== null && go({ page: 'machine', id: row.machine })}
        empty={<Nothing title={t('networks.noLeases')} text={t('networks.noLeasesText')} />}
      />
    )
  if (tab === 'bridges') {
    const bridge = opened === null ? undefined : bridges.get(opened)
    return (
      <ListPage
        key="bridges"
        {...shared}
        id="networks.bridges"
        label={t('networks.bridges')}
        columns={bridgeColumns}
        rows={bridgeRows}
        placeholder={t('networks.bridgeExample')}
        copies={bridgeCopies}
        details={bridge && <SegmentPanel segment={bridge} onClose={close} />}
        empty={<Nothing title={t('networks.noBridges')} text={t('networks.noBridgesText')} />}
      />
    )
  }
  const network = opened === null ? undefined : networks.get(opened)
  return (
    <ListPage
      key="networks"
      {...shared}
      id="networks.networks"
      label={t('networks.networks')}
      columns={networkColumns}
      rows={networkRows}
      placeholder={t('networks.networkExample')}
      copies={networkCopies}
      details={network && <SegmentPanel segment={network} onClose={close} />}
      empty={<Nothing title={t('networks.noNetworks')} text={t('networks.noNetworksText')} />}
    />
  )
}

function Head({ networks, ready }: { networks: readonly NetworkLine[]; ready: boolean }) {
  const off = networks.filter(network => !network.active).length
  return (
    <PlaceHead
      title={t('networks.label')}
      facts={[
        ...(ready ? [t('networks.networkCount', { count: networks.length })] : []),
        ...(off > 0 ? [t('networks.inactiveCount', { count: off })] : []),
      ]}
    />
  )
}

function Nothing(props: { title: string; text: string }) {
  return (
    <NothingListed
      icon={IconNetwork}
      noHosts={t('networks.noHosts')}
      addHost={t('networks.addHost')}
      {...props}
    />
  )
}
