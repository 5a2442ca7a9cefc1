import type { FleetLogEvent } from '../../../shared/contract/index.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { reportWords } from '../../words/reportWords.ts'

/** One line of the activity: a task, or something that libvirt reported. */
export interface ActivityRow {
  key: string
  atMs: number
  hostId: HostId
  host: string
  /** `task`, or the event's own kind. */
  kind: string
  /** The machine that it is about; null for everything else. */
  machine: MachineKey | null
  subject: string
  task: Task | null
  text: string
}

const lastWords = (log: Task['log']): string => {
  const last = log.at(-1)
  return last === undefined ? '' : reportWords(last)
}

const taskRows = new WeakMap<Task, ActivityRow>()
const eventRows = new WeakMap<FleetLogEvent, ActivityRow>()
let eventsSeen = 0

function taskRow(task: Task): ActivityRow {
  const known = taskRows.get(task)
  if (known) return known
  const { id, createdAtMs: atMs, hostId, host, key: machine, machine: subject, problem, log } = task
  const text = problem ? [problem.message, problem.next ?? ''].join(' ').trim() : lastWords(log)
  const row: ActivityRow = {
    key: `task ${id}`,
    atMs,
    hostId,
    host,
    kind: 'task',
    machine,
    subject,
    task,
    text,
  }
  taskRows.set(task, row)
  return row
}

function eventRow(event: FleetLogEvent): ActivityRow {
  const known = eventRows.get(event)
  if (known) return known
  const { atMs, hostId, host, kind, key: machine, subject } = event
  eventsSeen++
  const row: ActivityRow = {
    key: `event ${eventsSeen}`,
    atMs,
    hostId,
    host,
    kind,
    machine,
    subject,
    task: null,
    text: reportWords(event),
  }
  eventRows.set(event, row)
  return row
}

/** Tasks and events, newest first; what has not changed stays the same row. */
export function activityRows(
  tasks: readonly Task[],
  events: readonly FleetLogEvent[],
  scope: ReadonlySet<HostId> | null,
): ActivityRow[] {
  return [...tasks.map(taskRow), ...events.map(eventRow)]
    .filter(({ hostId }) => scope === null || scope.has(hostId))
    .sort((a, b) => b.atMs - a.atMs)
}

/** Rows of `now` that are not among those that stand still; rows that are there take their present state. */
export function heldRows(
  held: readonly ActivityRow[],
  now: readonly ActivityRow[],
): { rows: ActivityRow[]; fresh: number } {
  const present = new Map(now.map(row => [row.key, row]))
  const rows = held.flatMap(row => present.get(row.key) ?? [])
  return { rows, fresh: now.length - rows.length }
}
