import { ActionIcon, Tabs } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Splitter } from '../components/Splitter.tsx'
import { isOpen, useTasks } from '../stores/tasks.ts'
import { setView, useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import classes from './Dock.module.css'
import { EventList } from './EventList.tsx'
import { TaskList } from './TaskList.tsx'

/** The bottom dock: what was asked and how it went, and what libvirt reported. */
export function OpenDock() {
  const dockHeight = useView(view => view.dockHeight)
  const dockTab = useView(view => view.dockTab)
  const running = useTasks(state => state.tasks.filter(isOpen).length)
  return (
    <section className={classes.dock} style={{ height: dockHeight }} aria-label={t('frame.dock.label')}>
      <Splitter
        label={t('frame.dock.height')}
        axis="row"
        after
        value={dockHeight}
        min={120}
        max={600}
        onChange={height => setView({ dockHeight: height })}
      />
      <Tabs
        className={classes.tabs}
        value={dockTab}
        onChange={tab => setView({ dockTab: tab === 'events' ? 'events' : 'tasks' })}
      >
        <div className={classes.head}>
          <Tabs.List className={classes.tabList}>
            <Tabs.Tab value="tasks">
              {running > 0 ? t('frame.dock.tasksOpen', { count: running }) : t('frame.dock.tasks')}
            </Tabs.Tab>
            <Tabs.Tab value="events">{t('frame.dock.events')}</Tabs.Tab>
          </Tabs.List>
          <ActionIcon
            className={classes.close}
            aria-label={t('frame.dock.hide')}
            onClick={() => setView({ dockOpen: false })}
          >
            <IconChevronDown size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
        <Tabs.Panel value="tasks" className={classes.panel}>
          <TaskList />
        </Tabs.Panel>
        <Tabs.Panel value="events" className={classes.panel}>
          <EventList />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
