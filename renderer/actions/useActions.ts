import { useMemo } from 'react'
import type { MachineKey } from '../../shared/ids.ts'
import type { MachineAction } from '../../shared/models/task.ts'
import { type Api, useApi } from '../api/client.ts'
import { visible } from '../components/visible.ts'
import { clearChosen } from '../stores/chosen.ts'
import { openDialog } from '../stores/dialogs.ts'
import { tell, tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { skipWords } from '../words/skipWords.ts'
import { actionLook } from './machineActions.ts'

/** Runs verbs on machines: a safe one on one machine at once, anything else after its preview. */
export interface Actions {
  request(action: MachineAction, keys: readonly MachineKey[]): void
  /** Runs what the preview showed; resolves when the core has taken it on, rejects when it has not. */
  run(action: MachineAction, keys: readonly MachineKey[], how?: ActionOptions): Promise<void>
}

/** How an action is carried out: how long a guest may take to shut down, and how many a host at a time. */
export interface ActionOptions {
  timeoutMs?: number
  perHost?: number
  /** How many at a time altogether, in the order of the preview. */
  together?: number
  /** Names that the person typed because the policies want them. */
  confirmed?: string[]
}

export function actionsOf({ client }: Api): Actions {
  const run = async (action: MachineAction, keys: readonly MachineKey[], how: ActionOptions = {}) => {
    const { tasks, skipped } = await client.machines.operate({ action, keys: [...keys], ...how })
    clearChosen()
    const first = tasks.length === 1 ? tasks[0] : undefined
    const name = first ? visible(first.machine) : t('frame.toast.machines', { count: tasks.length })
    const rest = skipped.length > 0 ? t('frame.toast.left', { count: skipped.length }) : ''
    const [left] = skipped
    if (tasks.length > 0) tell(t('frame.toast.done', { what: actionLook(action).label, name }) + rest)
    else if (left)
      tell(t('frame.toast.nothing', { name: left.name, why: left.skip ? skipWords(left.skip) : '' }))
  }
  return {
    run,
    request: (action, keys) => {
      if (keys.length === 0) return
      if (keys.length === 1 && actionLook(action).care === 'safe')
        run(action, keys).catch((error: unknown) => tellError(error))
      else openDialog({ kind: 'confirm', action, keys: [...keys] })
    },
  }
}

export function useActions(): Actions {
  const api = useApi()
  return useMemo(() => actionsOf(api), [api])
}
