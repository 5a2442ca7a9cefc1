import { useMemo } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { visible } from '../../components/visible.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { FailedText } from '../../components/FailedText.tsx'
import { TaskLine } from '../../frame/TaskLine.tsx'
import { useEvents, useTasks } from '../../stores/tasks.ts'
import { t } from '../../words/index.ts'
import { reportWords } from '../../words/reportWords.ts'
import { AuditLink } from './AuditLink.tsx'
import classes from './Machine.module.css'

const TASKS = 5
const EVENTS = 8

/** What was asked of this machine lately, and how it went. */
export function RecentTasks({ machine }: { machine: Machine }) {
  const { key } = machine
  const all = useTasks(state => state.tasks)
  const error = useTasks(state => state.feed.error)
  const tasks = useMemo(() => all.filter(task => task.key === key).slice(0, TASKS), [all, key])
  return (
    <section className={classes.card} aria-labelledby="machine-tasks">
      <h2 className={classes.headLine}>
        <span id="machine-tasks">{t('machine.recent.tasks')}</span>
        <AuditLink machine={machine} />
      </h2>
      {tasks.length === 0 ? (
        <None error={error}>{t('machine.recent.noTasks')}</None>
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
  const error = useEvents(state => state.feed.error)
  const events = useMemo(() => all.filter(event => event.key === key).slice(0, EVENTS), [all, key])
  return (
    <section className={classes.card} aria-labelledby="machine-events">
      <h2 id="machine-events">{t('machine.recent.events')}</h2>
      {events.length === 0 ? (
        <None error={error}>{t('machine.recent.noEvents')}</None>
      ) : (
        <ol className={classes.events}>
          {events.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two events may be alike to the millisecond
            <li key={`${event.atMs}-${index}`}>
              <span className={classes.dim}>
                <DataAge asOfMs={event.atMs} phrase="ago" />
              </span>
              <span>{visible(reportWords(event))}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** That there is nothing, or why nothing was told. */
function None({ error, children }: { error: AppError | null; children: React.ReactNode }) {
  return (
    <div className={classes.dim} role={error ? 'alert' : undefined}>
      {error ? <FailedText error={error} titled /> : children}
    </div>
  )
}
