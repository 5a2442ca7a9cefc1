import type { MachineKey, TaskId } from '../../shared/ids.ts'
import type { MachineAction, Task } from '../../shared/models/task.ts'
import { machineActions } from '../../shared/models/machineActions.ts'

/** What the list of tasks leaves for a person to decide. */
export interface Outstanding {
  /** Failed and not asked again since, by what was asked. */
  failed: ReadonlyMap<MachineAction, MachineKey[]>
  /** Guests that did not shut down in time. */
  ignoring: MachineKey[]
  /** Waiting for their turn. */
  waiting: TaskId[]
}

/** What failed longer ago than this is history, not something to decide. */
const RECENT_MS = 60 * 60_000

/** The action that the core offers after a failure; null for none. */
export function offerOf(task: Task): MachineAction | null {
  const offer = machineActions.find(action => action === task.problem?.data?.offer)
  return task.status === 'failed' ? (offer ?? null) : null
}

/** Looks through tasks, the newest first: only a machine's last task of a kind says how it stands. */
export function outstanding(tasks: readonly Task[], nowMs: number): Outstanding {
  const failed = new Map<MachineAction, MachineKey[]>()
  const ignoring: MachineKey[] = []
  const waiting: TaskId[] = []
  const decided = new Set<string>()
  const touched = new Set<MachineKey>()
  for (const task of tasks) {
    if (task.status === 'queued') waiting.push(task.id)
    const kind = `${task.key} ${task.action}`
    const last = !decided.has(kind)
    const newest = !touched.has(task.key)
    decided.add(kind)
    touched.add(task.key)
    if (task.status !== 'failed' || !last || nowMs - (task.endedAtMs ?? nowMs) > RECENT_MS) continue
    failed.set(task.action, [...(failed.get(task.action) ?? []), task.key])
    if (newest && offerOf(task) === 'forceOff') ignoring.push(task.key)
  }
  return { failed, ignoring, waiting }
}
