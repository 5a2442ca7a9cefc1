import { useMemo } from 'react'
import { useActions } from '../actions/useActions.ts'
import { actionLook } from '../actions/machineActions.ts'
import { useApi } from '../api/client.ts'
import { FailedText } from '../components/FailedText.tsx'
import { useTasks } from '../stores/tasks.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { outstanding } from './openTasks.ts'
import { TaskLine } from './TaskLine.tsx'
import classes from './Tasks.module.css'

const SHOWN = 200

/** Tasks, newest first; above them what is left to decide: guests that ignored us, what failed, what still waits. */
export function TaskList() {
  const tasks = useTasks(state => state.tasks)
  const error = useTasks(state => state.feed.error)
  if (tasks.length === 0 && error)
    return (
      <div className={classes.none} role="alert">
        <FailedText error={error} titled />
      </div>
    )
  if (tasks.length === 0)
    return (
      <p className={classes.none}>
        <b>{t('machine.tasks.none')}</b> {t('machine.tasks.noneWhy')}
      </p>
    )
  return (
    <div className={classes.tasks}>
      <Decide />
      <ul className={classes.list} aria-label={t('machine.tasks.label')}>
        {tasks.slice(0, SHOWN).map(task => (
          <TaskLine key={task.id} task={task} />
        ))}
        {tasks.length > SHOWN && (
          <li className={classes.none}>{t('machine.tasks.more', { count: tasks.length - SHOWN })}</li>
        )}
      </ul>
    </div>
  )
}

/** One button for many: try what failed again, force what did not listen, cancel what waits. */
function Decide() {
  const { client } = useApi()
  const { request } = useActions()
  const tasks = useTasks(state => state.tasks)
  const { failed, ignoring, waiting } = useMemo(() => outstanding(tasks, Date.now()), [tasks])
  const failures = [...failed.values()].reduce((all, keys) => all + keys.length, 0)
  if (failures < 2 && ignoring.length === 0 && waiting.length < 2) return null
  const cancelAll = () => {
    for (const taskId of waiting) client.tasks.cancel({ taskId }).catch((error: unknown) => tellError(error))
  }
  return (
    <div className={classes.decide} role="status">
      {ignoring.length > 0 ? (
        <span>{t('machine.tasks.ignoring', { count: ignoring.length })}</span>
      ) : (
        failures > 0 && <span>{t('machine.tasks.failedCount', { count: failures })}</span>
      )}
      {ignoring.length > 0 && (
        <button type="button" className={classes.danger} onClick={() => request('forceOff', ignoring)}>
          {t('machine.tasks.forceAll', { count: ignoring.length })}
        </button>
      )}
      {[...failed].map(([action, keys]) => (
        <button key={action} type="button" className={classes.button} onClick={() => request(action, keys)}>
          {actionLook(action).label}: {t('machine.tasks.againAll', { count: keys.length })}
        </button>
      ))}
      {waiting.length > 1 && (
        <button type="button" className={classes.button} onClick={cancelAll}>
          {t('machine.tasks.cancelAll', { count: waiting.length })}
        </button>
      )}
    </div>
  )
}
