import { AppError } from '../../../shared/errors.ts'
import type { HostId, MachineKey, TaskId } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { MachineAction, PlannedAction, Task } from '../../../shared/models/task.ts'
import { actionRights } from '../../../shared/permissions.ts'
import { type OperateOptions, planUnknown, type Tasks, withoutAddress } from '../tasks/index.ts'
import type { InventoryView, RegistryView, TasksView } from './types.ts'
import type { Sight } from './sight.ts'

/** Tasks on machines that a person sees, and actions on those where they hold the right. */
export class NarrowedTasks implements TasksView {
  readonly #all: Tasks
  readonly #sight: Sight
  readonly #inventory: Pick<InventoryView, 'machine' | 'liveness'>
  readonly #registry: Pick<RegistryView, 'get' | 'isPart'>
  readonly #uriOf: (hostId: HostId) => string | undefined

  /** `uriOf`: of any host, so that it can be left out of what is told. */
  constructor(
    all: Tasks,
    sight: Sight,
    inventory: Pick<InventoryView, 'machine' | 'liveness'>,
    registry: Pick<RegistryView, 'get' | 'isPart'>,
    uriOf: (hostId: HostId) => string | undefined,
  ) {
    this.#uriOf = uriOf
    this.#all = all
    this.#sight = sight
    this.#inventory = inventory
    this.#registry = registry
  }

  list(): Task[] {
    return this.#all
      .list()
      .filter(task => this.#sees(task))
      .map(task => this.#toldOf(task))
  }

  onChange(cb: (task: Task) => void): () => void {
    return this.#all.onChange(task => {
      if (this.#sees(task)) cb(this.#toldOf(task))
    })
  }

  plan(action: MachineAction, keys: readonly MachineKey[]): PlannedAction[] {
    return [...new Set(keys)].flatMap(key => {
      if (!this.#inventory.machine(key)) return planUnknown(action, key, this.#host(key))
      const [step] = this.#all.plan(action, [key])
      if (!step) return []
      const told = { ...step, virsh: this.#without(key, step.virsh) }
      if (this.#may(action, key)) return told
      return { ...told, nextState: null, skip: { code: 'denied', permission: actionRights[action] } }
    })
  }

  /** Machines that are not allowed are among the skipped, with the rule; `rights.denied` where none is. */
  operate(
    action: MachineAction,
    keys: readonly MachineKey[],
    options: OperateOptions = {},
  ): { tasks: Task[]; skipped: PlannedAction[] } {
    const wanted = [...new Set(keys)]
    const denied = wanted.filter(key => this.#inventory.machine(key) && !this.#may(action, key))
    const [first] = denied
    if (first !== undefined && denied.length === wanted.length) {
      const { reason, nearMisses } = this.#sight.access.decide(actionRights[action], {
        kind: 'machine',
        key: first,
      })
      throw new AppError('rights.denied', reason, {
        next: 'Ask an owner of this installation for it.',
        data: {
          permission: actionRights[action],
          procedure: 'machines.operate',
          subject: { kind: 'machine', key: first },
          nearMisses,
        },
      })
    }
    const allowed = wanted.filter(key => this.#inventory.machine(key) && !denied.includes(key))
    const done =
      allowed.length === 0 ? { tasks: [], skipped: [] } : this.#all.operate(action, allowed, options)
    const isBegun = new Set(done.tasks.map(({ key }) => key))
    const known = new Map(
      done.skipped.map(step => [step.key, { ...step, virsh: this.#without(step.key, step.virsh) }]),
    )
    const skipped = wanted.flatMap(key =>
      isBegun.has(key) ? [] : (known.get(key) ?? this.plan(action, [key])),
    )
    return { tasks: done.tasks.map(task => this.#toldOf(task)), skipped }
  }

  cancel(id: TaskId): void {
    const task = this.#all.list().find(each => each.id === id)
    if (!task || !this.#sees(task))
      throw new AppError('name.unknown', 'This task is not known any more.', { data: { taskId: id } })
    this.#all.cancel(id)
  }

  /** The address of a host that is known only as where the machine is stands in no line. */
  #without(key: MachineKey, text: string): string {
    const { hostId } = splitMachineKey(key)
    const uri = this.#registry.isPart?.(hostId) ? this.#uriOf(hostId) : undefined
    return uri === undefined || uri === '' ? text : withoutAddress(text, uri)
  }

  #toldOf(task: Task): Task {
    if (!this.#registry.isPart?.(task.hostId)) return task
    return { ...task, log: task.log.map(line => ({ ...line, text: this.#without(task.key, line.text) })) }
  }

  #sees({ key }: Task): boolean {
    return this.#sight.key(key, 'task.read')
  }

  #may(action: MachineAction, key: MachineKey): boolean {
    return this.#sight.access.may(actionRights[action], { kind: 'machine', key })
  }

  #host(key: MachineKey) {
    const record = this.#registry.get(splitMachineKey(key).hostId)
    return record ? { name: record.name, uri: record.uri, ...this.#inventory.liveness(record.id) } : null
  }
}
