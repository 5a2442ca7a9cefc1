import type { TasksEvent } from '../../../shared/contract/machines.ts'
import type { TaskId } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { api } from './base.ts'
import { conflated } from './streams.ts'

/** Handlers of the tasks area. */
export const taskHandlers = {
  watch: api.tasks.watch.handler(({ context, signal }) => {
    const { tasks } = context.view
    const changed = new Map<TaskId, Task>()
    return conflated<TasksEvent>(context.caller, signal, {
      subscribe: notify =>
        tasks.onChange(task => {
          changed.set(task.id, task)
          notify()
        }),
      snapshot: () => [{ type: 'snapshot', tasks: tasks.list() }],
      *flush() {
        const now = [...changed.values()]
        changed.clear()
        for (const task of now) yield { type: 'changed', task }
      },
    })
  }),
  cancel: api.tasks.cancel.handler(({ input, context: { view } }) => {
    view.tasks.cancel(input.taskId)
    return {}
  }),
}
