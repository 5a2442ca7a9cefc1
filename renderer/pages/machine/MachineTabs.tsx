import type { Machine } from '../../../shared/models/machine.ts'
import { TabBar } from '../../components/TabBar.tsx'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'

/** Tabs of the page, as their addresses name them. */
export const machineTabs = ['overview', 'performance', 'hardware', 'snapshots', 'xml', 'history'] as const
export type MachineTab = (typeof machineTabs)[number]

/** The parts of a machine's page; each has an address of its own, so Back goes through them. */
export function MachineTabs({ tab, machine }: { tab: MachineTab; machine: Machine }) {
  const tabs = machineTabs.map(id => ({
    id,
    words: t(`machine.tabs.${id}`),
    count: id === 'snapshots' ? machine.snapshotCount : null,
  }))
  const open = (next: MachineTab) =>
    go({ page: 'machine', id: machine.key, tab: next === 'overview' ? null : next, params: {} })
  return <TabBar id="machine" label={t('machine.tabs.label')} tabs={tabs} tab={tab} onTab={open} />
}
