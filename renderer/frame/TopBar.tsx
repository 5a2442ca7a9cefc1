import { ActionIcon, Menu, Popover, Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconChevronRight,
  IconCommand,
  IconHelp,
  IconLayoutSidebar,
  IconMoon,
  IconSun,
} from '@tabler/icons-react'
import { useState } from 'react'
import { isLive } from '../components/hostState.ts'
import badge from '../components/StateBadge.module.css'
import { StateMark } from '../components/StateMark.tsx'
import { goScope, useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { isOpen, useTasks } from '../stores/tasks.ts'
import { setView, useView, type View } from '../stores/view.ts'
import { ConnectionList } from './ConnectionList.tsx'
import { crumbs } from './crumbs.ts'
import classes from './TopBar.module.css'

/** Where one is, how the fleet is connected, what runs, and the way to everything else. */
export function TopBar() {
  const { theme, density, railOpen } = useView()
  return (
    <header className={classes.bar}>
      <Tooltip label="Sites and hosts (Ctrl+B)">
        <ActionIcon
          aria-label="Show sites and hosts"
          aria-pressed={railOpen}
          onClick={() => setView({ railOpen: !railOpen })}
        >
          <IconLayoutSidebar size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Crumbs />
      <UnstyledButton className={classes.search} onClick={() => openDialog({ kind: 'palette' })}>
        <IconCommand size={14} aria-hidden="true" />
        <span className={classes.searchText}>Go to machine, host or action</span>
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <div className={classes.end}>
        <Connections />
        <RunningTasks />
        <Menu position="bottom-end">
          <Menu.Target>
            <Tooltip label="Appearance">
              <ActionIcon aria-label="Appearance">
                {theme === 'light' ? (
                  <IconSun size={16} aria-hidden="true" />
                ) : (
                  <IconMoon size={16} aria-hidden="true" />
                )}
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Theme</Menu.Label>
            <Menu.RadioGroup value={theme} onChange={value => setView({ theme: themeOf(value) })}>
              <Menu.RadioItem value="auto">As the system</Menu.RadioItem>
              <Menu.RadioItem value="dark">Dark</Menu.RadioItem>
              <Menu.RadioItem value="light">Light</Menu.RadioItem>
            </Menu.RadioGroup>
            <Menu.Divider />
            <Menu.Label>Row height</Menu.Label>
            <Menu.RadioGroup
              value={density}
              onChange={value => setView({ density: value === 'compact' ? 'compact' : 'comfortable' })}
            >
              <Menu.RadioItem value="comfortable">Comfortable</Menu.RadioItem>
              <Menu.RadioItem value="compact">Compact</Menu.RadioItem>
            </Menu.RadioGroup>
          </Menu.Dropdown>
        </Menu>
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon aria-label="Keyboard shortcuts" onClick={() => openDialog({ kind: 'shortcuts' })}>
            <IconHelp size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  )
}

const themeOf = (value: string): View['theme'] => (value === 'dark' || value === 'light' ? value : 'auto')

function Crumbs() {
  const scope = useAddress(address => address.scope)
  const fleet = useFleet()
  const path = crumbs(fleet, scope)
  return (
    <nav aria-label="Where you are" className={classes.crumbs}>
      {path.map((crumb, index) => (
        <span key={crumb.key} className={classes.crumb}>
          {index > 0 && <IconChevronRight size={12} aria-hidden="true" className={classes.chevron} />}
          {index < path.length - 1 ? (
            <button type="button" onClick={() => goScope(crumb.scope)}>
              <bdi>{crumb.name}</bdi>
            </button>
          ) : (
            <b aria-current="page">
              <bdi>{crumb.name}</bdi>
            </b>
          )}
          {crumb.production && <span className={classes.production}>production</span>}
        </span>
      ))}
    </nav>
  )
}

function Connections() {
  const hosts = useFleet(fleet => fleet.hosts)
  const ready = useFleet(fleet => fleet.ready)
  const lost = useFleet(fleet => fleet.lost)
  const [open, setOpen] = useState(false)
  const all = [...hosts.values()]
  const live = all.filter(host => isLive(host.state)).length
  const asking = all.filter(host => host.state.phase === 'blocked').length
  const mark = lost ? 'stale' : live === all.length ? 'running' : live === 0 ? 'bad' : 'warn'
  if (!ready || all.length === 0) return null
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={460} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.pill}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={() => setOpen(!open)}
        >
          <span className={`${badge.badge} ${badge[mark]}`}>
            <StateMark mark={mark} />
            <span className={classes.pillText}>
              {lost ? `${all.length} hosts, last known` : `${live} of ${all.length} live`}
            </span>
          </span>
          {asking > 0 && <span className={classes.asking}>{asking} to answer</span>}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Connections">
        <ConnectionList onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function RunningTasks() {
  const open = useTasks(state => state.tasks.filter(isOpen).length)
  if (open === 0) return null
  return (
    <UnstyledButton className={classes.pill} onClick={() => setView({ dockOpen: true, dockTab: 'tasks' })}>
      <span className={`${badge.badge} ${badge.busy}`}>
        <StateMark mark="busy" />
        {open} {open === 1 ? 'task' : 'tasks'}
      </span>
    </UnstyledButton>
  )
}
