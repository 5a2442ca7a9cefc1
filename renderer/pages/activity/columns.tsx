import type { Task } from '../../../shared/models/task.ts'
import { actionLook } from '../../actions/machineActions.ts'
import { ageColumn, durationColumn, stateColumn, textColumn } from '../../components/list/columns.tsx'
import type { Mark } from '../../components/StateMark.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import type { ActivityRow } from './activityRow.ts'

const marks: Record<Task['status'], Mark> = {
  queued: 'stale',
  running: 'busy',
  done: 'running',
  failed: 'bad',
  cancelled: 'off',
}

const iso = (ms: number) => new Date(ms).toISOString()

/** Columns of the activity. */
export const activityColumns: readonly ResourceColumn<ActivityRow>[] = [
  textColumn('at', t('activity.at'), 200, row => formatMoment(row.atMs), {
    pinned: true,
    sortValue: row => row.atMs,
    exportValue: row => iso(row.atMs),
    field: { type: 'age', value: row => row.atMs },
  }),
  ageColumn('age', t('activity.age'), 70, row => row.atMs, { optional: true }),
  textColumn('subject', t('activity.subject'), 160, row => row.subject),
  textColumn('what', t('activity.what'), 130, row => (row.task ? actionLook(row.task.action).label : null)),
  textColumn('text', t('activity.text'), 330, row => row.text),
  stateColumn('state', t('activity.state'), 120, ({ task }) =>
    task
      ? { mark: marks[task.status], word: t(`frame.taskState.${task.status}`) }
      : { mark: 'off', word: t('activity.reported') },
  ),
  durationColumn('took', t('activity.took'), 90, ({ task }) =>
    task?.startedAtMs == null || task.endedAtMs === null ? null : task.endedAtMs - task.startedAtMs,
  ),
  textColumn('host', t('activity.host'), 130, row => row.host),
  textColumn('kind', t('activity.kind'), 110, row => (row.task ? 'task' : row.kind)),
]
