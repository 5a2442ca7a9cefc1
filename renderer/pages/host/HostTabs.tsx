import type { HostView } from '../../../shared/models/host.ts'
import { TabBar } from '../../components/TabBar.tsx'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'

/** Tabs of the page, as their addresses name them. */
export const hostTabs = [
  'overview',
  'performance',
  'machines',
  'storage',
  'networks',
  'devices',
  'connection',
] as const
export type HostTab = (typeof hostTabs)[number]

/** What there is to see of a host that is known only as where one's machines are. */
const partTabs: readonly HostTab[] = ['overview', 'machines', 'storage', 'networks']

/** The parts of this host's page. */
export const tabsOf = ({ part }: HostView): readonly HostTab[] => (part ? partTabs : hostTabs)

/** Goes to a part of the host's page. */
export const goTab = (host: HostView, tab: HostTab): void =>
  go({ page: 'host', id: host.record.id, tab: tab === 'overview' ? null : tab, query: '', params: {} })

/** The parts of a host's page; each has an address of its own, so Back goes through them. */
export function HostTabs({ tab, host }: { tab: HostTab; host: HostView }) {
  const tabs = tabsOf(host).map(id => ({
    id,
    words: t(`host.tabs.${id}`),
    count: id === 'machines' ? host.machineCount : null,
  }))
  return (
    <TabBar id="host" label={t('host.tabs.label')} tabs={tabs} tab={tab} onTab={next => goTab(host, next)} />
  )
}
