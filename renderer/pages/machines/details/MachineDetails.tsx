import { ActionIcon, Button, Menu, Tabs } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { actionLook, actionLooks, primaryAction } from '../../../actions/machineActions.ts'
import { ActionItem } from '../../../actions/ActionItem.tsx'
import { useActions } from '../../../actions/useActions.ts'
import { DataAge } from '../../../components/DataAge.tsx'
import { EmptyState } from '../../../components/Messages.tsx'
import { StateBadge } from '../../../components/StateBadge.tsx'
import { IconGhost2 } from '@tabler/icons-react'
import type { MachineKey } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { formatDuration } from '../../../../shared/units.ts'
import { useClockText } from '../../../stores/clock.ts'
import { useFleet } from '../../../stores/fleet.ts'
import { useMachines } from '../../../stores/machines.ts'
import { Devices } from './Devices.tsx'
import { Facts } from './Facts.tsx'
import classes from './MachineDetails.module.css'
import { XmlView } from './XmlView.tsx'

const Charts = lazy(() => import('./Charts.tsx'))

type Tab = 'overview' | 'performance' | 'devices' | 'xml'

/** Everything known of the machine that is open beside the list; stale facts say so on top. */
export function MachineDetails({ machineKey, onClose }: { machineKey: MachineKey; onClose(): void }) {
  const machine = useMachines(state => state.byKey.get(machineKey))
  const ready = useMachines(state => state.ready)
  const [tab, setTab] = useState<Tab>('overview')
  if (!machine)
    return (
      <section className={classes.panel} aria-label="Machine">
        <CloseButton onClose={onClose} />
        {ready && (
          <EmptyState icon={IconGhost2} title="This machine is gone">
            <p>It was undefined, or its host was removed.</p>
          </EmptyState>
        )}
      </section>
    )
  return (
    <section className={classes.panel} aria-label={`Machine ${machine.name}`}>
      <Header machine={machine} onClose={onClose} />
      <Tabs value={tab} onChange={next => setTab((next ?? 'overview') as Tab)} className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="performance">Performance</Tabs.Tab>
          <Tabs.Tab value="devices">Devices</Tabs.Tab>
          <Tabs.Tab value="xml">XML</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview" className={classes.body}>
          <Facts machine={machine} />
        </Tabs.Panel>
        <Tabs.Panel value="performance" className={classes.body}>
          <Suspense fallback={<div className={classes.loading} role="status" aria-label="Loading charts" />}>
            <Charts key={machine.key} machine={machine} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="devices" className={classes.body}>
          <Devices machine={machine} />
        </Tabs.Panel>
        <Tabs.Panel value="xml" className={classes.body}>
          <XmlView key={machine.key} machine={machine} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

function Header({ machine, onClose }: { machine: Machine; onClose(): void }) {
  const { request } = useActions()
  const production = useFleet(
    fleet => fleet.sites.find(site => site.id === machine.siteId)?.production ?? false,
  )
  const lost = useFleet(fleet => fleet.lost)
  const first = primaryAction(machine)
  const look = first ? actionLook(first) : null
  const uptime = useClockText(now =>
    machine.startedAtMs === null || machine.stale ? '' : `up ${formatDuration(now - machine.startedAtMs)}`,
  )
  const address = machine.nics.flatMap(nic => nic.addresses)[0]
  return (
    <header className={classes.header}>
      {production && <div className={classes.stripe} title="Production site" />}
      <div className={classes.titleLine}>
        <h2 className={classes.title}>
          <bdi title={machine.name}>{machine.name}</bdi>
        </h2>
        <CloseButton onClose={onClose} />
      </div>
      <div className={classes.subLine}>
        <StateBadge machine={machine} />
        <bdi>{machine.host}</bdi>
        {machine.site && <bdi>{machine.site}</bdi>}
        {uptime && <span>{uptime}</span>}
        {address && <span className="code">{address}</span>}
      </div>
      {machine.stale && (
        <p className={classes.stale} role="status">
          {lost ? 'NovaCron’s core does not answer' : <Disconnected host={machine.host} />}. These facts are{' '}
          <DataAge asOfMs={machine.asOfMs} suffix=" old" />.
        </p>
      )}
      <div className={classes.actions}>
        {look && (
          <Button
            disabled={machine.stale}
            leftSection={<look.icon size={14} aria-hidden="true" />}
            onClick={() => request(look.action, [machine.key])}
          >
            {look.label}
          </Button>
        )}
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon aria-label="More actions" variant="default" size={30} disabled={machine.stale}>
              <IconDots size={16} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {actionLooks
              .filter(each => each.action !== first)
              .map(each => (
                <ActionItem
                  key={each.action}
                  look={each}
                  onClick={() => request(each.action, [machine.key])}
                />
              ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
  )
}

const Disconnected = ({ host }: { host: string }) => (
  <>
    <bdi>{host}</bdi> is not connected
  </>
)

function CloseButton({ onClose }: { onClose(): void }) {
  return (
    <ActionIcon aria-label="Close details" onClick={onClose} className={classes.close}>
      <IconX size={16} aria-hidden="true" />
    </ActionIcon>
  )
}
