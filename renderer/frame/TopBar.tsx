import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconHelp, IconLayoutSidebar } from '@tabler/icons-react'
import badge from '../components/StateBadge.module.css'
import { StateMark } from '../components/StateMark.tsx'
import { openDialog } from '../stores/dialogs.ts'
import { isOpen, useTasks } from '../stores/tasks.ts'
import { toggleRail, useRailShown } from '../stores/rail.ts'
import { setView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import { AppearanceMenu } from './AppearanceMenu.tsx'
import { ConnectionsPill } from './ConnectionsPill.tsx'
import { Crumbs } from './Crumbs.tsx'
import { HistoryButtons } from './HistoryButtons.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import { SearchBox } from './SearchBox.tsx'
import classes from './TopBar.module.css'
import { useKeyText } from './useKeyText.ts'
import { Tip } from '../components/Tip.tsx'

/** Where one is, how the fleet is connected, what runs, and the way to everything else. */
export function TopBar() {
  const railOpen = useRailShown()
  const railKeys = useKeyText('rail')
  const helpKeys = useKeyText('help')
  return (
    <header className={classes.bar}>
      <Tip label={t('frame.bar.railTip', { keys: railKeys })}>
        <ActionIcon aria-label={t('frame.bar.rail')} aria-pressed={railOpen} onClick={toggleRail}>
          <IconLayoutSidebar size={16} aria-hidden="true" />
        </ActionIcon>
      </Tip>
      <HistoryButtons />
      <Crumbs />
      <SearchBox />
      <div className={classes.end}>
        <ConnectionsPill />
        <RunningTasks />
        <AppearanceMenu />
        <Tip label={t('frame.bar.helpTip', { keys: helpKeys })}>
          <ActionIcon aria-label={t('frame.bar.help')} onClick={() => openDialog({ kind: 'shortcuts' })}>
            <IconHelp size={16} aria-hidden="true" />
          </ActionIcon>
        </Tip>
        <PersonMenu />
      </div>
    </header>
  )
}

function RunningTasks() {
  const open = useTasks(state => state.tasks.filter(isOpen).length)
  if (open === 0) return null
  return (
    <UnstyledButton className={classes.pill} onClick={() => setView({ dockOpen: true, dockTab: 'tasks' })}>
      <span className={`${badge.badge} ${badge.busy}`}>
        <StateMark mark="busy" />
        <span className={classes.taskText}>{t('frame.bar.tasks', { count: open })}</span>
      </span>
    </UnstyledButton>
  )
}
