import { wasWord } from '../../components/StateBadge.tsx'
import { formatAge } from '../../../shared/units.ts'
import {
  ageColumn,
  flagColumn,
  numberColumn,
  plainText,
  stateColumn,
  textColumn,
  textsColumn,
} from '../../components/list/columns.tsx'
import type { Mark } from '../../components/StateMark.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { useClockText } from '../../stores/clock.ts'
import { t } from '../../words/index.ts'
import type { BridgeLine, LeaseLine, NetworkLine } from './useNetworks.ts'

interface Look {
  mark: Mark
  word: string
}

const was = (word: string): Look => ({ mark: 'stale', word: wasWord(word) })

/** Whether a network is active, as sign and word; that of a host that is not connected says what it was. */
export function networkLook({ active, stale }: Pick<NetworkLine, 'active' | 'stale'>): Look {
  const word = active ? t('networks.active') : t('networks.inactive')
  return stale ? was(word) : { mark: active ? 'running' : 'off', word }
}

/** Whether a bridge is up, as sign and word. */
export function bridgeLook({ up, stale }: Pick<BridgeLine, 'up' | 'stale'>): Look {
  if (up === null) return { mark: 'stale', word: t('networks.unknown') }
  const word = up ? t('networks.up') : t('networks.down')
  return stale ? was(word) : { mark: up ? 'running' : 'off', word }
}

const names = ({ attached }: Pick<NetworkLine, 'attached'>): string[] => [
  ...new Set(attached.map(({ name }) => name)),
]

/** Columns of the list of networks. */
export const networkColumns: readonly ResourceColumn<NetworkLine>[] = [
  textColumn('name', t('networks.name'), 180, row => row.name, { pinned: true }),
  textColumn('host', t('networks.host'), 120, row => row.host),
  stateColumn('state', t('networks.state'), 110, row => networkLook(row)),
  textColumn('mode', t('networks.mode'), 100, row => row.forward ?? t('networks.isolated'), {
    description: t('networks.modeMeaning'),
  }),
  textColumn('bridge', t('networks.bridge'), 120, row => row.bridge),
  textsColumn('addresses', t('networks.addresses'), 170, row => row.addresses),
  numberColumn('attached', t('networks.attached'), 110, row => row.attachedCount, {
    description: t('networks.attachedMeaning'),
    aggregate: 'sum',
  }),
  textsColumn('who', t('networks.who'), 190, row => names(row)),
  numberColumn('leases', t('networks.leasesOf'), 80, row => row.leaseCount, { aggregate: 'sum' }),
  flagColumn('autostart', t('networks.autostart'), 90, row => row.autostart),
  flagColumn('persistent', t('networks.persistent'), 90, row => row.persistent),
  textsColumn('ranges', t('networks.ranges'), 240, row => row.ranges, { optional: true }),
  textsColumn('devices', t('networks.devices'), 120, row => row.devices, { optional: true }),
  textColumn('domain', t('networks.domain'), 120, row => row.domain, { optional: true }),
  flagColumn('active', t('networks.active'), 80, row => row.active, { optional: true }),
  ageColumn('asOfMs', t('storage.seen'), 90, row => row.asOfMs, { isLive: row => !row.stale }),
]

/** Time that a lease has left, kept current. */
function LeaseLeft({ expiresAtMs }: Pick<LeaseLine, 'expiresAtMs'>) {
  const text = useClockText(now => {
    if (expiresAtMs === null) return t('networks.never')
    return expiresAtMs <= now ? t('networks.expired') : formatAge(expiresAtMs - now)
  })
  return <span>{text}</span>
}

/** Columns of the list of leases. */
export const leaseColumns: readonly ResourceColumn<LeaseLine>[] = [
  textColumn('address', t('networks.address'), 150, row => row.address, {
    pinned: true,
    cell: row => plainText(row.address, true),
  }),
  textColumn('machine', t('networks.machine'), 200, row => row.machineName),
  textColumn('host', t('networks.host'), 120, row => row.host),
  textColumn('network', t('networks.network'), 130, row => row.network),
  textColumn('mac', t('networks.mac'), 160, row => row.mac, { cell: row => plainText(row.mac, true) }),
  textColumn('hostname', t('networks.hostname'), 160, row => row.hostname),
  {
    id: 'expiresAtMs',
    header: t('networks.expires'),
    width: 100,
    align: 'end',
    cell: row => <LeaseLeft expiresAtMs={row.expiresAtMs} />,
    text: row => (row.expiresAtMs === null ? '' : new Date(row.expiresAtMs).toISOString()),
    exportValue: row => (row.expiresAtMs === null ? null : new Date(row.expiresAtMs).toISOString()),
    sortValue: row => row.expiresAtMs,
  },
  ageColumn('asOfMs', t('storage.seen'), 90, row => row.asOfMs, { isLive: row => !row.stale }),
]

/** Columns of the list of bridges. */
export const bridgeColumns: readonly ResourceColumn<BridgeLine>[] = [
  textColumn('name', t('networks.name'), 180, row => row.name, { pinned: true }),
  textColumn('host', t('networks.host'), 120, row => row.host),
  textColumn('kind', t('networks.kind'), 110, row => t(`networks.kinds.${row.kind}`)),
  stateColumn('state', t('networks.state'), 110, row => bridgeLook(row)),
  textColumn('network', t('networks.ownNetwork'), 140, row => row.network),
  textsColumn('ports', t('networks.ports'), 150, row => row.ports, {
    field: { type: 'text', name: 'port', value: row => row.ports },
  }),
  textsColumn('addresses', t('networks.addresses'), 170, row => row.addresses),
  numberColumn('attached', t('networks.attached'), 110, row => row.attachedCount, { aggregate: 'sum' }),
  textsColumn('who', t('networks.who'), 190, row => names(row)),
  ageColumn('asOfMs', t('storage.seen'), 90, row => row.asOfMs, { isLive: row => !row.stale }),
]
