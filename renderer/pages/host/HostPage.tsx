import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import layout from '../../components/layout.module.css'
import { later } from '../../components/later.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { NotHere } from '../../components/NotHere.tsx'
import { useSeen } from '../../components/useSeen.ts'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { ConnectionTab } from './ConnectionTab.tsx'
import { DevicesTab } from './DevicesTab.tsx'
import { HostHeader } from './HostHeader.tsx'
import { type HostTab, HostTabs, hostTabs, tabsOf } from './HostTabs.tsx'
import { MachinesTab } from './MachinesTab.tsx'
import { NetworksTab } from './NetworksTab.tsx'
import { OverviewTab } from './OverviewTab.tsx'
import { PartOverview } from './PartOverview.tsx'
import { Skeleton } from './Skeleton.tsx'
import { StorageTab } from './StorageTab.tsx'

const PerformanceTab = later(() => import('./PerformanceTab.tsx').then(m => m.PerformanceTab))

/** Everything known of one host: live while it answers, else as it last was, with its age. */
export function HostPage() {
  const id = useAddress(address => address.id) as HostId | null
  const tab = useAddress(address => hostTabs.find(each => each === address.tab) ?? 'overview')
  const host = useFleet(fleet => (id === null ? undefined : fleet.hosts.get(id)))
  const ready = useFleet(fleet => fleet.ready)
  const { error } = useFleet(fleet => fleet.feed)
  const seen = useSeen(id, host !== undefined)
  if (host)
    return <Shown key={host.record.id} host={host} tab={tabsOf(host).includes(tab) ? tab : 'overview'} />
  if (ready && id !== null)
    return (
      <NotHere
        thing={{ kind: 'host', hostId: id }}
        seen={seen}
        onLeave={{ label: t('notHere.host.next'), go: () => go({ page: 'hosts' }) }}
      />
    )
  return error ? <ErrorState error={error} /> : <Skeleton what={t('pages.host')} rows={10} />
}

function Shown({ host, tab }: { host: HostView; tab: HostTab }) {
  return (
    <section className={layout.page} aria-label={t('host.label', { name: host.record.name })}>
      <HostHeader host={host} />
      <HostTabs tab={tab} host={host} />
      <div
        key={tab}
        className={layout.body}
        id="host-panel"
        role="tabpanel"
        aria-labelledby={`host-tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <Panel host={host} tab={tab} />
      </div>
    </section>
  )
}

function Panel({ host, tab }: { host: HostView; tab: HostTab }) {
  switch (tab) {
    case 'overview':
      return host.part ? <PartOverview host={host} /> : <OverviewTab host={host} />
    case 'performance':
      return <PerformanceTab host={host} />
    case 'machines':
      return <MachinesTab host={host} />
    case 'storage':
      return <StorageTab host={host} />
    case 'networks':
      return <NetworksTab host={host} />
    case 'devices':
      return <DevicesTab host={host} />
    case 'connection':
      return <ConnectionTab host={host} />
  }
}
