import type { MachineAction, PlannedAction } from '../../shared/models/task.ts'
import { actionLook } from '../actions/machineActions.ts'

/** Names that anybody can type on any keyboard. */
const typeable = /^[\x21-\x7e]{1,40}$/

/**
 * What a person has to type before an action that loses the guests' memory: the count where there are
 * several, the name of one where the policies want it typed; null where a click is enough.
 */
export function typedWord(
  action: MachineAction,
  runs: readonly Pick<PlannedAction, 'name' | 'typed'>[],
): string | null {
  if (actionLook(action).care !== 'danger' || runs.length === 0) return null
  const [only] = runs
  if (runs.length > 1 || only === undefined) return `${runs.length}`
  if (only.typed !== true) return null
  return typeable.test(only.name) ? only.name : '1'
}
