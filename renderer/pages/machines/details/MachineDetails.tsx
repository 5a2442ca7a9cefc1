import { ActionIcon, Button, Menu, Tabs } from '@mantine/core'
import { IconArrowRight, IconDots, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { actionLook, actionLooks, primaryAction } from '../../../actions/machineActions.ts'
import { ActionItem } from '../../../actions/ActionItem.tsx'
import { useActions } from '../../../actions/useActions.ts'
import { DataAge } from '../../../components/DataAge.tsx'
import { NotHere } from '../../../components/NotHere.tsx'
import { useSeen } from '../../../components/useSeen.ts'
import { visible } from '../../../components/visible.ts'
import { StateBadge } from '../../../components/StateBadge.tsx'
import type { MachineKey } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { formatDuration } from '../../../../shared/units.ts'
import { go } from '../../../stores/address.ts'
import { useClockText } from '../../../stores/clock.ts'
import { useFleet } from '../../../stores/fleet.ts'
import { useMachines } from '../../../stores/machines.ts'
import { t } from '../../../words/index.ts'
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
  const seen = useSeen(machineKey, machine !== undefined)
  if (!machine)
    return (
      <section className={classes.panel} aria-label={t('pages.machine')}>
        <CloseButton onClose={onClose} />
        {ready && <NotHere thing={{ kind: 'machine', key: machineKey }} seen={seen} />}
      </section>
    )
  return (
    <section className={classes.panel} aria-label={t('machines.panel', { name: machine.name })}>
      <Header machine={machine} onClose={onClose} />
      <Tabs value={tab} onChange={next => setTab((next ?? 'overview') as Tab)} className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="overview">{t('machines.tab.overview')}</Tabs.Tab>
          <Tabs.Tab value="performance">{t('machines.tab.performance')}</Tabs.Tab>
          <Tabs.Tab value="devices">{t('machines.tab.devices')}</Tabs.Tab>
          <Tabs.Tab value="xml">{t('machines.tab.xml')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview" className={classes.body}>
          <Facts machine={machine} />
        </Tabs.Panel>
        <Tabs.Panel value="performance" className={classes.body}>
          <Suspense
            fallback={
              <div className={classes.loading} role="status" aria-label={t('machines.loadingCharts')} />
            }
          >
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
    machine.startedAtMs === null || machine.stale
      ? ''
      : t('machines.up', { time: formatDuration(now - machine.startedAtMs) }),
  )
  const address = machine.nics.flatMap(nic => nic.addresses)[0]
  return (
    <header className={classes.header}>
      {production && <div className={classes.stripe} title={t('machines.production')} />}
      <div className={classes.titleLine}>
        <h2 className={classes.title}>
          <bdi title={visible(machine.name)}>{visible(machine.name)}</bdi>
        </h2>
        <CloseButton onClose={onClose} />
      </div>
      <div className={classes.subLine}>
        <StateBadge machine={machine} />
        <bdi>{visible(machine.host)}</bdi>
        {machine.site && <bdi>{visible(machine.site)}</bdi>}
        {uptime && <span>{uptime}</span>}
        {address && <span className="code">{address}</span>}
      </div>
      {machine.stale && (
        <p className={classes.stale} role="status">
          {lost ? t('machines.coreLost') : t('machines.hostLost', { host: isolated(machine.host) })}{' '}
          {t('machines.factsAre')} <DataAge asOfMs={machine.asOfMs} phrase="ago" />.
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
            <ActionIcon
              aria-label={t('machines.moreActions')}
              variant="default"
              size={30}
              disabled={machine.stale}
            >
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
        <Button
          variant="default"
          className={classes.toPage ?? ''}
          rightSection={<IconArrowRight size={14} aria-hidden="true" />}
          onClick={() => go({ page: 'machine', id: machine.key })}
        >
          {t('machines.fullPage')}
        </Button>
      </div>
    </header>
  )
}

/** A name inside a sentence, whichever way it runs. */
const isolated = (name: string): string => `\u2068${name}\u2069`

function CloseButton({ onClose }: { onClose(): void }) {
  return (
    <ActionIcon aria-label={t('machines.closeDetails')} onClick={onClose} className={classes.close}>
      <IconX size={16} aria-hidden="true" />
    </ActionIcon>
  )
}
