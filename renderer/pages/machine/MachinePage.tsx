import { useEffect } from 'react'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { later } from '../../components/later.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { NotHere } from '../../components/NotHere.tsx'
import { useSeen } from '../../components/useSeen.ts'
import { go, useAddress } from '../../stores/address.ts'
import { useMachines } from '../../stores/machines.ts'
import { t } from '../../words/index.ts'
import { HardwareTab } from './HardwareTab.tsx'
import { HistoryTab } from './HistoryTab.tsx'
import { MachineHeader } from './MachineHeader.tsx'
import classes from './Machine.module.css'
import { OverviewTab } from './OverviewTab.tsx'
import { PageSkeleton } from './Skeleton.tsx'
import { SnapshotsTab } from './SnapshotsTab.tsx'
import { machineTabs, type MachineTab, MachineTabs } from './MachineTabs.tsx'

const PerformanceTab = later(() => import('./PerformanceTab.tsx').then(m => m.PerformanceTab))
const XmlTab = later(() => import('./XmlTab.tsx').then(m => m.XmlTab))

/** Everything known of one machine: live while its host is, else as it last was, with its age. */
export function MachinePage() {
  const id = useAddress(address => address.id) as MachineKey | null
  const tab = useAddress(address => machineTabs.find(each => each === address.tab) ?? 'overview')
  const machine = useMachines(state => (id === null ? undefined : state.byKey.get(id)))
  const ready = useMachines(state => state.ready)
  const error = useMachines(state => state.feed.error)
  useTitle(machine?.name)
  const seen = useSeen(id, machine !== undefined)
  if (machine) return <Shown key={machine.key} machine={machine} tab={tab} />
  if (ready && id !== null)
    return (
      <NotHere
        thing={{ kind: 'machine', key: id }}
        seen={seen}
        onLeave={{ label: t('notHere.machine.next'), go: () => go({ page: 'machines' }) }}
      />
    )
  return error ? <ErrorState error={error} /> : <PageSkeleton />
}

function Shown({ machine, tab }: { machine: Machine; tab: MachineTab }) {
  return (
    <section className={classes.page} aria-label={t('machine.label', { name: machine.name })}>
      <MachineHeader machine={machine} />
      <MachineTabs tab={tab} machine={machine} />
      <div
        className={classes.body}
        id="machine-panel"
        role="tabpanel"
        aria-labelledby={`machine-tab-${tab}`}
        data-tab={tab}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <Panel machine={machine} tab={tab} />
      </div>
    </section>
  )
}

function Panel({ machine, tab }: { machine: Machine; tab: MachineTab }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab machine={machine} />
    case 'performance':
      return <PerformanceTab machine={machine} />
    case 'hardware':
      return <HardwareTab machine={machine} />
    case 'snapshots':
      return <SnapshotsTab machine={machine} />
    case 'xml':
      return <XmlTab machine={machine} />
    case 'history':
      return <HistoryTab machine={machine} />
  }
}

/** The window is named after the machine. */
function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · NovaCron`
  }, [name])
}
