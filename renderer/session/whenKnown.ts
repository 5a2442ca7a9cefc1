import type { Api } from '../api/client.ts'
import { useSession } from '../stores/session.ts'

/** A core that says nothing for so long is not waited for. */
const SILENT_MS = 1_000

/**
 * Draws once the core has said who is there, or that it can't. Before that there is nothing to draw, and drawn first
 * it would hold back what is asked next: so the core gathers the rows while the window is drawn.
 */
export function whenKnown({ core }: Pick<Api, 'core'>, draw: () => void): void {
  let isDue = false
  const stops: (() => void)[] = []
  const finish = () => {
    if (isDue) return
    isDue = true
    for (const stop of stops) stop()
    // A turn later: what is asked for now has been sent by then.
    setTimeout(draw)
  }
  const look = () => {
    const { state, feed } = useSession.getState()
    if (state !== null || feed.error !== null || core.state.getState().problem !== null) finish()
  }
  const timer = setTimeout(finish, SILENT_MS)
  stops.push(() => clearTimeout(timer), useSession.subscribe(look), core.state.subscribe(look))
  look()
}
