import { IconNetwork } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { HostView } from '../../../shared/models/host.ts'
import type { HostInterface, Lease, Network } from '../../../shared/models/resources.ts'
import { unknownText } from '../../../shared/units.ts'
import { LinkButton } from '../../components/LinkButton.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { numberColumn, stateColumn, textColumn, textsColumn } from '../../components/list/columns.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { useLocalList } from '../../components/list/listState.ts'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { wasWord } from '../../components/StateBadge.tsx'
import type { Mark } from '../../components/StateMark.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { go } from '../../stores/address.ts'
import { useResourceStream, useResources } from '../../stores/resources.ts'
import { formatMinute } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'
import { Look, type PlainColumn, PlainTable } from './Plain.tsx'
import { Skeleton } from './Skeleton.tsx'
import { visible } from '../../components/visible.ts'

/** What of a host that is not connected was active need not be now. */
function activeLook(active: boolean, stale: boolean): { mark: Mark; word: string } {
  const word = t(active ? 'host.networks.active' : 'host.networks.inactive')
  return stale ? { mark: 'stale', word: wasWord(word) } : { mark: active ? 'running' : 'off', word }
}

interface InterfaceRow {
  key: string
  stale: boolean
  iface: HostInterface
  /** Bridges, bonds and VLANs that stand on it. */
  partOf: readonly string[]
}

const networks: readonly PlainColumn<Network>[] = [
  { header: t('host.networks.name'), cell: net => <bdi>{visible(net.name)}</bdi> },
  {
    header: t('host.networks.state'),
    cell: ({ active }, stale) => <Look {...activeLook(active, stale)} />,
  },
  { header: t('host.networks.forward'), cell: net => net.forward ?? t('host.networks.isolated') },
  { header: t('host.networks.bridge'), cell: net => <code>{net.bridge ?? unknownText}</code> },
  {
    header: t('host.networks.addresses'),
    cell: net => <code>{net.addresses.join(', ') || unknownText}</code>,
  },
  {
    header: t('host.networks.autostart'),
    cell: net => (net.autostart ? t('list.yes') : t('list.no')),
  },
]

const leases: readonly PlainColumn<Lease>[] = [
  { header: t('host.networks.address'), cell: lease => <code>{lease.address}</code> },
  { header: t('host.networks.hostname'), cell: lease => <bdi>{visible(lease.hostname ?? unknownText)}</bdi> },
  { header: t('host.networks.mac'), cell: lease => <code>{lease.mac}</code> },
  { header: t('host.networks.network'), cell: lease => <bdi>{visible(lease.network)}</bdi> },
  {
    header: t('host.networks.until'),
    cell: lease => (lease.expiresAtMs === null ? unknownText : formatMinute(lease.expiresAtMs)),
  },
]

const interfaces: readonly ResourceColumn<InterfaceRow>[] = [
  textColumn<InterfaceRow>('name', t('host.networks.name'), 150, ({ iface }) => iface.name, { pinned: true }),
  stateColumn<InterfaceRow>('state', t('host.networks.state'), 110, ({ iface, stale }) =>
    activeLook(iface.active, stale),
  ),
  textColumn<InterfaceRow>('type', t('host.networks.type'), 90, ({ iface }) => iface.type),
  textsColumn<InterfaceRow>('addresses', t('host.networks.addresses'), 180, ({ iface }) => iface.addresses),
  textColumn<InterfaceRow>('mac', t('host.networks.mac'), 150, ({ iface }) => iface.mac),
  textsColumn<InterfaceRow>('members', t('host.networks.members'), 150, ({ iface }) => iface.members),
  textsColumn<InterfaceRow>('partOf', t('host.networks.usedBy'), 120, ({ partOf }) => partOf),
  textColumn<InterfaceRow>('link', t('host.networks.link'), 80, ({ iface }) => iface.link),
  textColumn<InterfaceRow>('speed', t('host.networks.speed'), 120, ({ iface }) =>
    iface.speedMbits === null ? null : `${iface.speedMbits} Mbit/s`,
  ),
  numberColumn<InterfaceRow>('mtu', t('host.networks.mtu'), 70, ({ iface }) => iface.mtu),
  numberColumn<InterfaceRow>('vlan', t('host.networks.vlan'), 70, ({ iface }) => iface.vlanTag, {
    optional: true,
  }),
  textColumn<InterfaceRow>('start', t('host.networks.start'), 90, ({ iface }) => iface.startMode, {
    optional: true,
  }),
]

/** The host's virtual networks, the addresses that they gave out, and its own interfaces. */
export function NetworksTab({ host }: { host: HostView }) {
  useResourceStream('networks')
  const hostId = host.record.id
  const virtual = useResources(state => state.network.get(hostId))
  const given = useResources(state => state.lease.get(hostId))
  const own = useResources(state => state.interface.get(hostId))
  const ready = useResources(state => state.ready.has('networks'))
  const { error } = useResources(state => state.feeds.networks)
  const state = useLocalList()
  const rows = useMemo(() => {
    const items = own?.items ?? []
    return items.map(iface => ({
      key: iface.name,
      stale: own?.stale ?? false,
      iface,
      partOf: items.filter(each => each.members.includes(iface.name)).map(each => each.name),
    }))
  }, [own])
  if (error && !ready) return <ErrorState error={error} />
  if (!ready) return <Skeleton what={t('host.tabs.networks')} />
  const leased = given?.items ?? []
  const nets = virtual?.items ?? []
  return (
    <>
      <section className={classes.section}>
        <h2>
          {t('host.networks.virtual')}
          <span className={classes.dim}>
            <DataAge asOfMs={virtual?.asOfMs ?? null} live={!virtual?.stale} phrase="ago" />
          </span>
          <LinkButton
            className={classes.small}
            onClick={() => go({ page: 'networks', scope: { kind: 'host', id: hostId } })}
          >
            {t('host.networks.all')}
          </LinkButton>
        </h2>
        {nets.length === 0 ? (
          <p className={classes.dim}>{t('host.networks.noNetworks')}</p>
        ) : (
          <PlainTable
            label={t('host.networks.virtual')}
            columns={networks}
            items={nets}
            keyOf={net => net.uuid}
            stale={virtual?.stale ?? false}
          />
        )}
      </section>
      {leased.length > 0 && (
        <section className={classes.section}>
          <h2>{t('host.networks.leases')}</h2>
          <PlainTable
            label={t('host.networks.leases')}
            columns={leases}
            items={leased}
            keyOf={lease => `${lease.network} ${lease.mac} ${lease.address}`}
            stale={given?.stale ?? false}
          />
        </section>
      )}
      <section className={classes.list}>
        <div className={classes.section}>
          <h2>{t('host.networks.interfaces')}</h2>
        </div>
        <ListPage
          id="hostInterfaces"
          label={t('host.networks.interfaces')}
          columns={interfaces}
          rows={rows}
          feed={{ ready, error }}
          state={state}
          isStale={() => own?.stale ?? true}
          empty={
            <EmptyState icon={IconNetwork} title={t('host.networks.noInterfaces')}>
              <p>{t('host.networks.noInterfacesWhy')}</p>
            </EmptyState>
          }
        />
      </section>
    </>
  )
}
