import { useState } from 'react'
import type { Task } from '../../shared/models/task.ts'
import { formatDuration } from '../../shared/units.ts'
import { actionLook } from '../actions/machineActions.ts'
import { useActions } from '../actions/useActions.ts'
import { useApi } from '../api/client.ts'
import badge from '../components/StateBadge.module.css'
import { type Mark, StateMark } from '../components/StateMark.tsx'
import { go } from '../stores/address.ts'
import { useClockText } from '../stores/clock.ts'
import { isOpen, useTasks } from '../stores/tasks.ts'
import { tellError } from '../stores/toasts.ts'
import { formatClock } from '../words/format.ts'
import { t } from '../words/index.ts'
import classes from './Dock.module.css'

const SHOWN = 200
const marks: Record<Task['status'], Mark> = {
  queued: 'stale',
  running: 'busy',
  done: 'running',
  failed: 'bad',
  cancelled: 'off',
}

/** Tasks, newest first, each with its state, elapsed time, reason and log. */
export function TaskList() {
  const tasks = useTasks(state => state.tasks)
  if (tasks.length === 0)
    return (
      <p className={classes.none}>
        <b>{t('frame.dock.noTasks')}</b> {t('frame.dock.noTasksWhy')}
      </p>
    )
  return (
    <ul className={classes.list} aria-label={t('frame.dock.tasks')}>
      {tasks.slice(0, SHOWN).map(task => (
        <TaskLine key={task.id} task={task} />
      ))}
      {tasks.length > SHOWN && <li className={classes.none}>{t('frame.dock.more')}</li>}
    </ul>
  )
}

function TaskLine({ task }: { task: Task }) {
  const { client } = useApi()
  const { request } = useActions()
  const [open, setOpen] = useState(false)
  const mark = marks[task.status]
  const elapsed = useClockText(now =>
    task.startedAtMs === null ? '' : formatDuration((task.endedAtMs ?? now) - task.startedAtMs),
  )
  return (
    <li className={classes.task}>
      <div className={classes.line}>
        <span className={`${badge.badge} ${badge[mark]}`}>
          <StateMark mark={mark} />
          {t(`frame.taskState.${task.status}`)}
        </span>
        <span>{actionLook(task.action).label}</span>
        <button type="button" className={classes.link} onClick={() => go({ page: 'machine', id: task.key })}>
          <bdi title={task.machine}>{task.machine}</bdi>
        </button>
        <bdi className={classes.dim}>{task.host}</bdi>
        <span className={task.problem ? classes.bad : classes.dim} title={task.problem?.next}>
          {task.problem
            ? `${task.problem.message} ${task.problem.next ?? ''}`
            : (task.log.at(-1)?.text ?? '')}
        </span>
        <span className={classes.dim}>{elapsed}</span>
        {isOpen(task) ? (
          <button
            type="button"
            className={classes.toggle}
            onClick={() =>
              client.tasks.cancel({ taskId: task.id }).catch((error: unknown) => tellError(error))
            }
          >
            {t('frame.dock.cancel')}
          </button>
        ) : task.status === 'failed' ? (
          <button type="button" className={classes.toggle} onClick={() => request(task.action, [task.key])}>
            {t('frame.dock.again')}
          </button>
        ) : (
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t(open ? 'frame.dock.hideLog' : 'frame.dock.log')}
          </button>
        )}
      </div>
      {(open || task.status === 'failed') && (
        <pre className={classes.log}>
          {task.log.map(line => `${formatClock(line.atMs)}  ${line.text}`).join('\n')}
        </pre>
      )}
    </li>
  )
}
