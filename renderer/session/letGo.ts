import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { clearChosen } from '../stores/chosen.ts'
import { closeDialog } from '../stores/dialogs.ts'
import { dropDrafts, keepDrafts, returnDrafts } from '../stores/drafts.ts'
import { emptyMachines, useMachines } from '../stores/machines.ts'
import { emptyMatch, useMatch } from '../stores/match.ts'
import { metricsBoard } from '../stores/metrics.ts'
import { emptyResources, useResources } from '../stores/resources.ts'
import { useSavedViews } from '../stores/savedViews.ts'
import { isIn, useSession } from '../stores/session.ts'
import { useEvents, useTasks } from '../stores/tasks.ts'
import { muteNotices, tellNothing } from '../stores/toasts.ts'
import { useUse } from '../stores/use.ts'

/** Empties every store of what the fleet told; the streams fill them again for whoever may see it. */
export function letGoOfFleet(): void {
  useFleet.setState(emptyFleet)
  useMachines.setState(emptyMachines)
  useMatch.setState(emptyMatch)
  useTasks.setState({ tasks: [], ready: false })
  useEvents.setState({ events: [] })
  useResources.setState(emptyResources)
  metricsBoard.keepOnly(() => false)
  clearChosen()
}

/** Empties what the core keeps for the person; call once nothing saves it any more. */
export function letGoOfPerson(): void {
  useSavedViews.setState({ views: [], opened: null })
  useUse.setState({ counts: {} })
}

/**
 * Lets go of the fleet in the moment in which the session says that it may no longer be shown, and keeps what was typed
 * for whoever locked; returns the end.
 */
export function keepDiscreet(): () => void {
  const end = useSession.subscribe(({ generation, state }, before) => {
    muteNotices(state !== null && !isIn(state))
    if (generation !== before.generation) {
      const left = before.state?.person?.id
      const stays = left !== undefined && state?.person?.id === left
      const locks = left !== undefined && state?.person === null && state.lockedName !== null
      if (stays || locks) keepDrafts(left, stays)
      else dropDrafts()
      closeDialog()
      tellNothing()
      letGoOfFleet()
    }
    if (state?.person) returnDrafts(state.person.id)
  })
  return () => {
    end()
    muteNotices(false)
  }
}
