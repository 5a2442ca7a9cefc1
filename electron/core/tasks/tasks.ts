import { randomUUID } from 'node:crypto'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import { type HostId, type MachineKey, splitMachineKey, type TaskId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineAction, PlannedAction, Task } from '../../../shared/models/task.ts'
import { type Report, report, reportInEnglish } from '../../../shared/report.ts'
import type { Clock } from '../clock.ts'
import type { HostDirectory, Inventory } from '../inventory/index.ts'
import type { Logger } from '../log.ts'
import { Lanes } from './lanes.ts'
import { perform } from './perform.ts'
import { type PlanHost, planMachine, planUnknown } from './plan.ts'
import { actionProblem } from './problem.ts'

/** Actions that one host is asked to do at a time. */
const AT_A_TIME = 4
/** How long a guest may take to shut down where nobody says. */
const SHUTDOWN_MS = 120_000
/** Tasks kept after they ended. */
const ENDED_KEPT = 1_000

interface Entry {
  task: Task
  cancel: AbortController
  done: PromiseWithResolvers<Task>
  /** Waits until one more of those begun together may be under way; the place is held until the task has ended. */
  turn: Turn | null
}

type Turn = (hostId: HostId, signal: AbortSignal) => Promise<() => void>

/** How a batch is carried out. */
export interface OperateOptions {
  /** How long a guest may take to shut down. */
  timeoutMs?: number
  /** Machines of one host that are worked on at a time, each to its end; without it only asking is limited. */
  perHost?: number
  /** Machines that are worked on at a time wherever they are, in the given order, each to its end. */
  together?: number
}

/** The limit that those begun together share; null for none. `together` counts where both are given. */
function turnOf({ perHost, together }: OperateOptions): Turn | null {
  if (together !== undefined) {
    const all = new Lanes<'all'>(together)
    return (_hostId, signal) => all.enter('all', signal)
  }
  if (perHost === undefined) return null
  const each = new Lanes<HostId>(perHost)
  return (hostId, signal) => each.enter(hostId, signal)
}

/** The hosts, and which of them are just being opened with other rights. */
type TaskHosts = HostDirectory & { reopening?(id: HostId): { readOnly: boolean } | null }

/** Every action on a machine is a task with a log, an end and a reason; a host is asked for a few at a time. */
export class Tasks {
  readonly #registry: TaskHosts
  readonly #inventory: Inventory
  readonly #clock: Clock
  readonly #log: Logger
  readonly #entries = new Map<TaskId, Entry>()
  readonly #lanes = new Lanes<HostId>(AT_A_TIME)
  readonly #listeners = new Set<(task: Task) => void>()

  constructor(parts: { registry: TaskHosts; inventory: Inventory; clock: Clock; log: Logger }) {
    this.#registry = parts.registry
    this.#inventory = parts.inventory
    this.#clock = parts.clock
    this.#log = parts.log
  }

  /** What the action would do to each machine, in the given order, each once; nothing is changed. */
  plan(action: MachineAction, keys: readonly MachineKey[]): PlannedAction[] {
    const open = [...this.#entries.values()].filter(({ task }) => task.endedAtMs === null)
    const underWay = new Set(open.flatMap(({ task }) => (task.action === action ? task.key : [])))
    return [...new Set(keys)].map(key => {
      const host = this.#planHost(splitMachineKey(key).hostId)
      const machine = this.#inventory.machine(key)
      const step = machine && host ? planMachine(action, machine, host) : planUnknown(action, key, host)
      if (step.skip !== null || !underWay.has(key)) return step
      return { ...step, nextState: null, skip: { code: 'underWay' } }
    })
  }

  /** Starts one task per machine that the plan does not leave alone. */
  operate(
    action: MachineAction,
    keys: readonly MachineKey[],
    options: OperateOptions = {},
  ): { tasks: Task[]; skipped: PlannedAction[] } {
    const tasks: Task[] = []
    const skipped: PlannedAction[] = []
    const turn = turnOf(options)
    for (const step of this.plan(action, keys)) {
      const machine = this.#inventory.machine(step.key)
      if (step.skip !== null || !machine) skipped.push(step)
      else
        tasks.push(this.#begin(action, machine, step, { turn, timeoutMs: options.timeoutMs ?? SHUTDOWN_MS }))
    }
    return { tasks, skipped }
  }

  /** Every task that runs or waits, and the last that ended, oldest first. */
  list(): Task[] {
    return [...this.#entries.values()].map(entry => entry.task)
  }

  /** Ends a task where libvirt can end it, or stops waiting for it; throws `name.unknown`, and an ended task stays as it is. */
  cancel(id: TaskId): void {
    const entry = this.#entry(id)
    if (entry.task.endedAtMs === null) entry.cancel.abort(new AppError('task.cancelled', 'It was cancelled.'))
  }

  /** Every change of every task. */
  onChange(cb: (task: Task) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  /** Resolves with the task when it has ended, however it did. */
  async done(id: TaskId): Promise<Task> {
    return this.#entry(id).done.promise
  }

  /** Cancels what runs or waits; resolves when all have ended. */
  async close(): Promise<void> {
    for (const { task } of this.#entries.values()) this.cancel(task.id)
    await Promise.all([...this.#entries.values()].map(entry => entry.done.promise))
    this.#listeners.clear()
  }

  #planHost(hostId: HostId): PlanHost | null {
    const record = this.#registry.get(hostId)
    if (!record) return null
    const anew = this.#registry.reopening?.(hostId) ?? null
    const liveness = this.#inventory.liveness(hostId)
    return {
      name: record.name,
      uri: record.uri,
      ...(anew === null ? liveness : { live: true, isReopening: true, ...anew }),
    }
  }

  #entry(id: TaskId): Entry {
    const entry = this.#entries.get(id)
    if (entry) return entry
    throw new AppError('name.unknown', 'This task is not known any more.', { data: { taskId: id } })
  }

  #begin(
    action: MachineAction,
    machine: Machine,
    step: PlannedAction,
    how: Pick<Entry, 'turn'> & { timeoutMs: number },
  ): Task {
    const { key, hostId, name, host } = machine
    const task: Task = {
      id: randomUUID() as TaskId,
      action,
      key,
      hostId,
      machine: name,
      host,
      status: 'queued',
      createdAtMs: this.#clock.nowMs(),
      startedAtMs: null,
      endedAtMs: null,
      problem: null,
      log: [this.#said(report('taskVirsh', { virsh: step.virsh }))],
    }
    const entry: Entry = {
      task,
      cancel: new AbortController(),
      done: Promise.withResolvers(),
      turn: how.turn,
    }
    this.#entries.set(task.id, entry)
    this.#tell(entry)
    void this.#run(entry, how.timeoutMs)
    return entry.task
  }

  async #run(entry: Entry, timeoutMs: number): Promise<void> {
    const { hostId } = entry.task
    const { signal } = entry.cancel
    try {
      const finish = await entry.turn?.(hostId, signal)
      try {
        const leave = await this.#lanes.enter(hostId, signal)
        try {
          await this.#perform(entry, timeoutMs, leave)
        } finally {
          leave()
        }
      } finally {
        finish?.()
      }
      this.#end(entry, 'done', null)
    } catch (error) {
      this.#failed(entry, error)
    }
  }

  async #perform(entry: Entry, timeoutMs: number, onTaken: () => void): Promise<void> {
    const { hostId, key, action, machine: name, host } = entry.task
    const { signal } = entry.cancel
    this.#set(entry, { status: 'running', startedAtMs: this.#clock.nowMs() })
    const live = await this.#registry.connection(hostId, signal)
    if (live.readOnly)
      throw new AppError('host.readOnly', `${host} is opened read-only.`, {
        next: 'Somebody who may change something there has to be signed in; or a policy or the host’s own settings say so.',
      })
    const machine = this.#inventory.machine(key)
    if (!machine) throw new AppError('machine.gone', `${name} is not on its host any more.`)
    const log = (said: Report) => this.#note(entry, this.#said(said))
    const inventory = this.#inventory
    await perform({ action, machine, live, inventory, clock: this.#clock, timeoutMs, signal, onTaken, log })
  }

  #failed(entry: Entry, error: unknown): void {
    const problem = actionProblem(error, { name: entry.task.machine, host: entry.task.host })
    if (!(problem instanceof AppError))
      this.#log.error({ err: problem, taskId: entry.task.id }, 'a task failed unexpectedly')
    const wire = errorToWire(problem)
    const cancelled =
      entry.cancel.signal.aborted && (wire.code === 'task.cancelled' || wire.code === 'cancelled')
    this.#note(entry, { atMs: this.#clock.nowMs(), text: wire.message })
    this.#end(entry, cancelled ? 'cancelled' : 'failed', wire)
  }

  #end(entry: Entry, status: Task['status'], problem: Task['problem']): void {
    this.#set(entry, { status, problem, endedAtMs: this.#clock.nowMs() })
    entry.done.resolve(entry.task)
    this.#forgetOldest()
  }

  #forgetOldest(): void {
    let surplus = this.#entries.size - ENDED_KEPT
    for (const [id, { task }] of this.#entries) {
      if (surplus <= 0) return
      if (task.endedAtMs === null) continue
      this.#entries.delete(id)
      surplus--
    }
  }

  #said(said: Report): Task['log'][number] {
    return { atMs: this.#clock.nowMs(), text: reportInEnglish(said), said }
  }

  #note(entry: Entry, line: Task['log'][number]): void {
    this.#set(entry, { log: [...entry.task.log, line] })
  }

  #set(entry: Entry, change: Partial<Task>): void {
    entry.task = { ...entry.task, ...change }
    this.#tell(entry)
  }

  #tell({ task }: Entry): void {
    for (const listener of [...this.#listeners]) listener(task)
  }
}
