import { create } from 'zustand'
import type { FleetLogEvent, TasksEvent } from '../../shared/contract/index.ts'
import type { TaskId } from '../../shared/ids.ts'
import type { Task } from '../../shared/models/task.ts'
import type { FeedStatus } from '../api/subscribe.ts'
import { problemInWords } from '../words/problemWords.ts'

export interface TasksState {
  /** Newest first. */
  tasks: readonly Task[]
  ready: boolean
  feed: FeedStatus
}

/** Of the tasks that have ended only the newest are kept. */
const TASKS_KEPT = 2_000

/** What was asked of machines and how it went, kept by `tasks.watch`. */
export const useTasks = create<TasksState>()(() => ({
  tasks: [],
  ready: false,
  feed: { phase: 'opening', error: null },
}))

/** The effect of a frame's events; newest stays first. */
export function applyTasksEvents(state: TasksState, events: readonly TasksEvent[]): TasksState {
  let byId = new Map<TaskId, Task>(state.tasks.map(task => [task.id, task]))
  for (const event of events) {
    if (event.type === 'snapshot') byId = new Map(event.tasks.map(task => [task.id, inWords(task)]))
    else byId.set(event.task.id, inWords(event.task))
  }
  const tasks = [...byId.values()].sort((a, b) => b.createdAtMs - a.createdAtMs)
  return { ...state, tasks: tasks.filter((task, index) => index < TASKS_KEPT || isOpen(task)), ready: true }
}

/** The task with its problem in the window's language, in its log too. */
function inWords(task: Task): Task {
  const { problem, log } = task
  const said = problem && problemInWords(problem)
  if (said === null || said === problem) return task
  // Its last line says the same.
  return {
    ...task,
    problem: said,
    log: log.map(line => (line.text === problem?.message ? { ...line, text: said.message } : line)),
  }
}

/** Whether a task still runs or waits. */
export const isOpen = (task: Task): boolean => task.status === 'queued' || task.status === 'running'

export type EventsFeedEvent =
  | { type: 'snapshot'; events: FleetLogEvent[] }
  | { type: 'event'; event: FleetLogEvent }

const EVENTS_KEPT = 1_000

/** What libvirt reported lately, newest first, kept by `events.watch`. */
export const useEvents = create<{ events: readonly FleetLogEvent[]; feed: FeedStatus }>()(() => ({
  events: [],
  feed: { phase: 'opening', error: null },
}))

/** The effect of a frame's events; only the last thousand are kept. */
export function applyLogEvents(
  state: { events: readonly FleetLogEvent[] },
  events: readonly EventsFeedEvent[],
): { events: readonly FleetLogEvent[] } {
  let kept = state.events
  const added: FleetLogEvent[] = []
  for (const event of events) {
    if (event.type === 'snapshot') {
      kept = event.events.toReversed()
      added.length = 0
    } else added.unshift(event.event)
  }
  return { events: [...added, ...kept].slice(0, EVENTS_KEPT) }
}
