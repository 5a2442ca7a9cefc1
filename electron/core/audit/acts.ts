import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { explains, explainsByDefinition } from './explain.ts'

/** An act explains what comes this long after it, or after the end of the task that it began. */
const AFTER_MS = 15_000
/** libvirt's own clock of an event is NovaCron's; still an event may be told before the answer. */
const BEFORE_MS = 2_000
/** Acts remembered. */
const KEPT = 20_000

/** An act on a machine that may explain what libvirt tells of it. */
export interface RecentAct {
  entry: AuditEntry
  /** Unix ms: when the task that it began ended; null while it runs. Without a task: when it was done. */
  endedAtMs: number | null
}

/** The acts of the last while, by machine and by task. */
export class RecentActs {
  readonly #byMachine = new Map<MachineKey, RecentAct[]>()
  readonly #byTask = new Map<string, RecentAct>()
  #count = 0

  /** Takes an entry that was written; others than acts on machines are passed over. */
  add(entry: AuditEntry, isOpen: (taskId: string) => boolean): void {
    if (entry.machine === null || entry.result !== 'done' || entry.shell === 'core') return
    const tasks = entry.correlation.filter(isOpen)
    const act: RecentAct = { entry, endedAtMs: tasks.length > 0 ? null : entry.atMs }
    for (const id of entry.correlation) this.#byTask.set(id, act)
    const acts = this.#byMachine.get(entry.machine)
    if (acts) acts.push(act)
    else this.#byMachine.set(entry.machine, [act])
    if (++this.#count > KEPT) this.#forget(entry.atMs)
  }

  /** The act that began a task. */
  ofTask(id: string): RecentAct | undefined {
    return this.#byTask.get(id)
  }

  /** A task ended: what it did explains events for a little while longer. */
  ended(task: Task): void {
    const act = this.#byTask.get(task.id)
    if (act) act.endedAtMs = task.endedAtMs
  }

  /** The latest act that explains an event of the machine. */
  explaining(key: MachineKey, event: string, atMs: number): RecentAct | undefined {
    return this.#byMachine.get(key)?.findLast(({ entry, endedAtMs }) => {
      const beganMs = entry.atMs - (entry.durationMs ?? 0)
      if (atMs < beganMs - BEFORE_MS || (endedAtMs !== null && atMs > endedAtMs + AFTER_MS)) return false
      const { action } = entry.parameters
      return typeof action === 'string' ? explains(action, event) : explainsByDefinition(event)
    })
  }

  #forget(nowMs: number): void {
    this.#count = 0
    for (const [key, acts] of this.#byMachine) {
      const kept = acts.filter(({ endedAtMs }) => endedAtMs === null || endedAtMs + AFTER_MS > nowMs)
      this.#count += kept.length
      if (kept.length > 0) this.#byMachine.set(key, kept)
      else this.#byMachine.delete(key)
    }
    for (const [id, { endedAtMs }] of this.#byTask)
      if (endedAtMs !== null && endedAtMs + AFTER_MS <= nowMs) this.#byTask.delete(id)
  }
}
