import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { TaskLine } from '../../frame/TaskLine.tsx'
import { useEvents, useTasks } from '../../stores/tasks.ts'
import { t } from '../../words/index.ts'
import { auditOf } from './auditOf.ts'
import classes from './Machine.module.css'

const TASKS = 5
const EVENTS = 8

/** What was asked of this machine lately, and how it went. */
export function RecentTasks({ machine }: { machine: Machine }) {
  const { key } = machine
  const all = useTasks(state => state.tasks)
  const tasks = useMemo(() => all.filter(task => task.key === key).slice(0, TASKS), [all, key])
  return (
    <section className={classes.card} aria-labelledby="machine-tasks">
      <h2 className={classes.headLine}>
        <span id="machine-tasks">{t('machine.recent.tasks')}</span>
        <a className={classes.link} href={auditOf(machine)}>
          {t('machine.recent.audit')}
        </a>
      </h2>
      {tasks.length === 0 ? (
        <p className={classes.dim}>{t('machine.recent.noTasks')}</p>
      ) : (
        <ul className={classes.plain} aria-labelledby="machine-tasks">
          {tasks.map(task => (
            <TaskLine key={task.id} task={task} of="machine" />
          ))}
        </ul>
      )}
    </section>
  )
}

/** What its host reported about this machine lately. */
export function RecentEvents({ machine: { key } }: { machine: Machine }) {
  const all = useEvents(state => state.events)
  const events = useMemo(() => all.filter(event => event.key === key).slice(0, EVENTS), [all, key])
  return (
    <section className={classes.card} aria-labelledby="machine-events">
      <h2 id="machine-events">{t('machine.recent.events')}</h2>
      {events.length === 0 ? (
        <p className={classes.dim}>{t('machine.recent.noEvents')}</p>
      ) : (
        <ol className={classes.events}>
          {events.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two events may be alike to the millisecond
            <li key={`${event.atMs}-${index}`}>
              <span className={classes.dim}>
                <DataAge asOfMs={event.atMs} phrase="ago" />
              </span>
              <span>{event.text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
