import { randomUUID } from 'node:crypto'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey, TaskId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineAction, PlannedAction, Task } from '../../../shared/models/task.ts'
import type { Clock } from '../clock.ts'
import type { LiveHost } from '../hosts/live.ts'
import type { Logger } from '../log.ts'
import { verbFailure } from './failure.ts'
import { Lanes } from './lanes.ts'
import { perform } from './perform.ts'
import { isActive, verbs, virshLine } from './verbs.ts'

/** Verbs under way on one host at a time; libvirtd itself works on five requests of a client. */
const PER_HOST = 4
/** Ended tasks kept for the list. */
const KEPT = 1000
/** How long a guest may take to shut down unless told otherwise. */
const SHUTDOWN_MS = 120_000

/** What tasks need of the host registry. */
export interface TaskHosts {
  get(id: HostId): { name: string; uri: string } | undefined
  session(id: HostId): { live: LiveHost | null }
  connection(id: HostId, signal?: AbortSignal): Promise<LiveHost>
}

/** What tasks need of the inventory. */
export interface TaskInventory {
  machine(key: MachineKey): Machine | undefined
  onChange(cb: (delta: { changed: Machine[]; removed: MachineKey[] }) => void): () => void
  refreshMachine(key: MachineKey): Promise<void>
}

interface Running {
  task: Task
  stop: AbortController
  ended: Promise<Task>
}

/** Verbs on machines as tasks: planned first, a lane per host, each with its log, its end and its cancel. */
export class Tasks {
  readonly #hosts: TaskHosts
  readonly #inventory: TaskInventory
  readonly #clock: Clock
  readonly #log: Logger
  readonly #lanes = new Lanes<HostId>(PER_HOST)
  readonly #tasks = new Map<TaskId, Task>()
  readonly #running = new Map<TaskId, Running>()
  readonly #listeners = new Set<(task: Task) => void>()

  constructor(parts: { registry: TaskHosts; inventory: TaskInventory; clock: Clock; log: Logger }) {
    this.#hosts = parts.registry
    this.#inventory = parts.inventory
    this.#clock = parts.clock
    this.#log = parts.log
  }

  /** What the verb would do to each machine; changes nothing. Unknown keys throw `AppError` machine.unknown. */
  plan(action: MachineAction, keys: readonly MachineKey[]): PlannedAction[] {
    return [...new Set(keys)].map(key => {
      const machine = this.#machine(key)
      const host = this.#hosts.get(machine.hostId)
      const live = host ? this.#hosts.session(machine.hostId).live : null
      const skip = this.#hostSkip(live) ?? verbs[action].skip(machine)
      return {
        key,
        name: machine.name,
        host: machine.host,
        state: machine.state,
        nextState: skip === null ? verbs[action].nextState : null,
        skip,
        virsh: virshLine(action, host?.uri ?? '', machine.uuid),
      }
    })
  }

  /** Starts a task for every machine that the plan does not skip. */
  operate(
    action: MachineAction,
    keys: readonly MachineKey[],
    options: { timeoutMs?: number } = {},
  ): { tasks: Task[]; skipped: PlannedAction[] } {
    const plan = this.plan(action, keys)
    const tasks = plan
      .filter(step => step.skip === null)
      .map(step => this.#start(action, step, options.timeoutMs ?? SHUTDOWN_MS))
    return { tasks, skipped: plan.filter(step => step.skip !== null) }
  }

  /** Every task that is kept, oldest first. */
  list(): Task[] {
    return [...this.#tasks.values()]
  }

  /** Withdraws a waiting task, or stops waiting for a running one; what libvirt has begun it goes on with. */
  cancel(id: TaskId): void {
    this.#running.get(id)?.stop.abort(new AppError('task.cancelled', 'Cancelled.'))
  }

  /** Calls back with every task that begins, moves on or ends; the returned function ends that. */
  onChange(cb: (task: Task) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  /** Resolves with the task when it has ended. */
  async done(id: TaskId): Promise<Task> {
    const running = this.#running.get(id)
    if (running) return running.ended
    const task = this.#tasks.get(id)
    if (task) return task
    throw new AppError('name.unknown', 'There is no such task.', { data: { taskId: id } })
  }

  /** Cancels what runs and waits for it. */
  async close(): Promise<void> {
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort(new AppError('task.cancelled', 'NovaCron was closed.'))
    await Promise.all(running.map(({ ended }) => ended))
  }

  #machine(key: MachineKey): Machine {
    const machine = this.#inventory.machine(key)
    if (machine) return machine
    throw new AppError('machine.unknown', 'This machine is not in the inventory any more.', { data: { key } })
  }

  #hostSkip(live: LiveHost | null): string | null {
    if (live === null) return 'its host is not live'
    return live.readOnly ? 'its host is opened read-only' : null
  }

  #start(action: MachineAction, step: PlannedAction, timeoutMs: number): Task {
    const task: Task = {
      id: TaskId.parse(randomUUID()),
      action,
      key: step.key,
      hostId: splitMachineKey(step.key).hostId,
      machine: step.name,
      host: step.host,
      status: 'queued',
      createdAtMs: this.#clock.nowMs(),
      startedAtMs: null,
      endedAtMs: null,
      problem: null,
      log: [{ atMs: this.#clock.nowMs(), text: step.virsh }],
    }
    this.#forgetOld()
    const stop = new AbortController()
    this.#tasks.set(task.id, task)
    this.#running.set(task.id, { task, stop, ended: this.#run(task, stop.signal, timeoutMs) })
    this.#tell(task.id, {})
    return this.#tasks.get(task.id) ?? task
  }

  async #run(task: Task, signal: AbortSignal, timeoutMs: number): Promise<Task> {
    const { id, action, key } = task
    let outcome: Pick<Task, 'status' | 'problem'>
    try {
      const release = await this.#lanes.enter(task.hostId, signal)
      try {
        this.#tell(id, { status: 'running', startedAtMs: this.#clock.nowMs() })
        await this.#act(task, signal, timeoutMs)
      } finally {
        release()
      }
      outcome = { status: 'done', problem: null }
    } catch (thrown) {
      outcome = this.#failure(verbFailure(thrown, action), action, signal)
    }
    const endedAtMs = this.#clock.nowMs()
    await this.#refresh(key)
    this.#running.delete(id)
    this.#tell(id, { ...outcome, endedAtMs }, outcome.problem?.message ?? 'libvirt has done it.')
    return this.#tasks.get(id) ?? task
  }

  #failure(error: unknown, action: MachineAction, signal: AbortSignal): Pick<Task, 'status' | 'problem'> {
    if (signal.aborted) return { status: 'cancelled', problem: errorToWire(signal.reason) }
    if (!(error instanceof AppError)) this.#log.error({ err: error, action }, 'a task failed unexpectedly')
    return { status: 'failed', problem: errorToWire(error) }
  }

  async #act(task: Task, signal: AbortSignal, timeoutMs: number): Promise<void> {
    const { action, key, hostId } = task
    const live = await this.#hosts.connection(hostId, signal)
    const { uuid } = splitMachineKey(key)
    const either = AbortSignal.any([signal, live.signal])
    if (action !== 'shutdown') return perform(live.libvirt, action, uuid, either)
    const off = this.#whenOff(key, either, timeoutMs)
    const asked = perform(live.libvirt, action, uuid, either).then(() =>
      this.#tell(task.id, {}, 'The guest was asked to shut down; waiting for it.'),
    )
    try {
      await Promise.all([asked, off.promise])
    } finally {
      off.stop()
    }
  }

  /** Resolves when the machine is off or gone; rejects `task.timeout`, or with the signal's reason. */
  #whenOff(
    key: MachineKey,
    signal: AbortSignal,
    timeoutMs: number,
  ): { promise: Promise<void>; stop(): void } {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = () => {
      const machine = this.#inventory.machine(key)
      if (!machine || (!machine.stale && !isActive(machine.state))) resolve()
    }
    const unsubscribe = this.#inventory.onChange(look)
    const cancelTimer = this.#clock.after(timeoutMs, () =>
      reject(
        new AppError(
          'task.timeout',
          `The guest has not shut down within ${Math.round(timeoutMs / 1000)} s.`,
          {
            next: 'It may ignore ACPI or be busy. Wait longer, look at its console, or force it off (unsaved data is lost).',
            data: { offer: 'forceOff', key },
          },
        ),
      ),
    )
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    const stop = () => {
      unsubscribe()
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
    }
    return { promise, stop }
  }

  /** The event usually comes first; this is for drivers and verbs that have none. */
  async #refresh(key: MachineKey): Promise<void> {
    try {
      await this.#inventory.refreshMachine(key)
    } catch (error) {
      this.#log.debug({ err: error, key }, 'the machine could not be read after its task; the sweep will')
    }
  }

  #tell(id: TaskId, change: Partial<Task>, line?: string): void {
    const task = this.#tasks.get(id)
    if (!task) return
    const log = line === undefined ? task.log : [...task.log, { atMs: this.#clock.nowMs(), text: line }]
    const next = { ...task, ...change, log }
    this.#tasks.set(id, next)
    for (const listener of [...this.#listeners]) listener(next)
  }

  #forgetOld(): void {
    if (this.#tasks.size < KEPT) return
    for (const [id] of this.#tasks) {
      if (this.#running.has(id)) continue
      this.#tasks.delete(id)
      if (this.#tasks.size < KEPT) return
    }
  }
}
