import type { TasksEvent } from '../../../shared/contract/machines.ts'
import type { TaskId } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'

/** Tells each task that failed, once; what had failed before the program looked is no news. */
export class TaskNewsDesk {
  readonly #told = new Set<TaskId>()
  readonly #tell: (task: Task) => void

  constructor(tell: (task: Task) => void) {
    this.#tell = tell
  }

  /** Takes an event of the tasks' stream in. */
  hear(event: TasksEvent): void {
    if (event.type === 'snapshot') {
      this.#told.clear()
      for (const task of event.tasks) if (task.status === 'failed') this.#told.add(task.id)
      return
    }
    const { task } = event
    if (task.status !== 'failed' || this.#told.has(task.id)) return
    this.#told.add(task.id)
    this.#tell(task)
  }
}
