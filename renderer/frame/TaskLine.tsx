import { useState } from 'react'
import type { Task } from '../../shared/models/task.ts'
import { formatDuration } from '../../shared/units.ts'
import { actionLook } from '../actions/machineActions.ts'
import { useActions } from '../actions/useActions.ts'
import { useApi } from '../api/client.ts'
import { LinkButton } from '../components/LinkButton.tsx'
import { CopyButton } from '../components/CopyButton.tsx'
import badge from '../components/StateBadge.module.css'
import { type Mark, StateMark } from '../components/StateMark.tsx'
import { go } from '../stores/address.ts'
import { useClockText } from '../stores/clock.ts'
import { isOpen } from '../stores/tasks.ts'
import { tellError } from '../stores/toasts.ts'
import { formatClock } from '../words/format.ts'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import { reportWords } from '../words/reportWords.ts'
import { offerOf } from './openTasks.ts'
import classes from './Tasks.module.css'

const marks: Record<Task['status'], Mark> = {
  queued: 'stale',
  running: 'busy',
  done: 'running',
  failed: 'bad',
  cancelled: 'off',
}

interface TaskLineProps {
  task: Task
  /** Within a machine's own list its name and host say nothing new. */
  of?: 'fleet' | 'machine'
}

/** One task: how it stands, since when, why it failed, its log, and what can be done about it. */
export function TaskLine({ task, of = 'fleet' }: TaskLineProps) {
  const [open, setOpen] = useState(false)
  const mark = marks[task.status]
  const what = actionLook(task.action).label
  const elapsed = useClockText(now =>
    task.startedAtMs === null ? '' : formatDuration((task.endedAtMs ?? now) - task.startedAtMs),
  )
  return (
    <li className={classes.task}>
      <div className={classes.line} data-of={of}>
        <span className={`${badge.badge} ${badge[mark]}`}>
          <StateMark mark={mark} />
          {t(`machine.tasks.${task.status}`)}
        </span>
        <span>{what}</span>
        {of === 'fleet' && (
          <>
            <LinkButton onClick={() => go({ page: 'machine', id: task.key })}>
              <bdi title={visible(task.machine)}>{visible(task.machine)}</bdi>
            </LinkButton>
            <bdi className={classes.dim} title={task.host}>
              {visible(task.host)}
            </bdi>
          </>
        )}
        <Outcome task={task} />
        <span className={classes.elapsed} title={t('machine.tasks.elapsed')}>
          {elapsed}
        </span>
        <span className={classes.buttons}>
          <Next task={task} />
          <button
            type="button"
            className={classes.button}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? t('machine.tasks.hideLog') : t('machine.tasks.log')}
          </button>
        </span>
      </div>
      {open && <TaskLog task={task} />}
    </li>
  )
}

function Outcome({ task: { problem, log } }: { task: Task }) {
  const last = log.at(-1)
  const done = last === undefined ? '' : reportWords(last)
  const text = problem ? [problem.message, problem.next].filter(Boolean).join(' ') : done
  return (
    <span className={problem ? classes.bad : classes.dim} title={text}>
      {text}
    </span>
  )
}

/** What can be done about a task as it stands. */
function Next({ task }: { task: Task }) {
  const { client } = useApi()
  const { request } = useActions()
  const name = task.machine
  if (isOpen(task))
    return (
      <button
        type="button"
        className={classes.button}
        aria-label={t('machine.tasks.cancelOf', { what: actionLook(task.action).label, name })}
        onClick={() => client.tasks.cancel({ taskId: task.id }).catch((error: unknown) => tellError(error))}
      >
        {t('machine.tasks.cancel')}
      </button>
    )
  if (task.status !== 'failed') return null
  const offer = offerOf(task)
  return (
    <>
      {offer && (
        <button type="button" className={classes.danger} onClick={() => request(offer, [task.key])}>
          {offer === 'forceOff' ? t('machine.tasks.force') : actionLook(offer).label}
        </button>
      )}
      <button type="button" className={classes.button} onClick={() => request(task.action, [task.key])}>
        {t('machine.tasks.again')}
      </button>
    </>
  )
}

/** Everything that the task said, with times. */
function TaskLog({ task }: { task: Task }) {
  const text = task.log.map(line => `${formatClock(line.atMs)}  ${reportWords(line)}`).join('\n')
  return (
    <div className={classes.log}>
      <pre>{text}</pre>
      {task.problem?.next && <p>{task.problem.next}</p>}
      <CopyButton text={text} label={t('machine.tasks.copyLog')} />
    </div>
  )
}
