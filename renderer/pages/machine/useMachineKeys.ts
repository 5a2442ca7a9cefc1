import { useEffect } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { actionLooks } from '../../actions/machineActions.ts'
import { useLatest } from '../../components/table/useLatest.ts'
import { useDialog } from '../../stores/dialogs.ts'
import { suits } from './suits.ts'

/** What has a use of its own for letters: fields, menus, lists, trees, the XML. */
const busy =
  'input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=grid], [role=tree], .cm-editor'

/** The letters of the verbs, as in the list of machines: pressed anywhere on the machine's page they are about it. */
export function useMachineKeys(machine: Machine, act: (action: MachineAction) => void): void {
  const onKey = useLatest((event: KeyboardEvent) => {
    if (machine.stale || event.defaultPrevented || event.repeat || event.isComposing) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (useDialog.getState().dialog !== null) return
    const at = event.target instanceof Element ? event.target : null
    if (at?.closest(busy) || (at !== document.body && !at?.closest('main'))) return
    const look = actionLooks.find(({ key }) => key === event.key)
    if (look === undefined || !suits(look.action, machine)) return
    event.preventDefault()
    act(look.action)
  })
  useEffect(() => {
    // Where the second stroke of a sequence is meant, the window has taken it before anybody hears of it.
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onKey])
}
