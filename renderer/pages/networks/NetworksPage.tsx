import { IconNetwork } from '@tabler/icons-react'
import { useMemo } from 'react'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { TabbedLists } from '../../components/list/ListTabs.tsx'
import { AddHostButton } from '../../actions/AddHostButton.tsx'
import { Banner, EmptyState } from '../../components/Messages.tsx'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
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

const open = (key: string | null) => go({ params: key === null ? {} : { open: key } }, 'replace')
const goTab = (tab: Tab) =>
  go({
    tab: tab === 'networks' ? null : tab,
    query: '',
    sort: firstAddress.sort,
    group: [],
    params: {},
  })

/** Virtual networks, leases and bridges of the fleet, with who is attached. */
export function NetworksPage() {
  const known = useNetworks()
  const { networks, leases, bridges, feed, stale } = known
  const tab = useAddress(({ tab: at }): Tab => (at === 'leases' || at === 'bridges' ? at : 'networks'))
  const opened = useAddress(address => address.params.open ?? null)
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
      onTab={goTab}
      head={<Head networks={networkRows} ready={feed.ready} />}
      notice={feed.ready && stale > 0 && <Banner tone="warn">{t('networks.stale', { count: stale })}</Banner>}
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
  const close = () => open(null)
  const shared = {
    feed,
    opened,
    onCloseDetails: close,
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
        onOpen={row => open(row.key)}
        isStale={row => row.stale}
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
      onOpen={row => open(row.key)}
      isStale={row => row.stale}
      details={network && <SegmentPanel segment={network} onClose={close} />}
      empty={<Nothing title={t('networks.noNetworks')} text={t('networks.noNetworksText')} />}
    />
  )
}

function Head({ networks, ready }: { networks: readonly NetworkLine[]; ready: boolean }) {
  const scope = useAddress(address => address.scope)
  const place = useFleet(({ sites, hosts }) => {
    if (scope.kind === 'host') return hosts.get(scope.id)?.record.name
    return scope.kind === 'site' ? sites.find(site => site.id === scope.id)?.name : undefined
  })
  const label = t('networks.label')
  const off = networks.filter(network => !network.active).length
  return (
    <ListHead
      title={place === undefined ? label : `${place} · ${label}`}
      facts={[
        ...(ready ? [t('networks.networkCount', { count: networks.length })] : []),
        ...(off > 0 ? [t('networks.inactiveCount', { count: off })] : []),
      ]}
    />
  )
}

function Nothing({ title, text }: { title: string; text: string }) {
  const isEmpty = useFleet(fleet => fleet.hosts.size === 0)
  return (
    <EmptyState
      icon={IconNetwork}
      title={title}
      action={isEmpty && <AddHostButton>{t('networks.addHost')}</AddHostButton>}
    >
      <p>{isEmpty ? t('networks.noHosts') : text}</p>
    </EmptyState>
  )
}
