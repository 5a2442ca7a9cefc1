import { create } from 'zustand'
import type { SessionState } from '../../shared/models/access.ts'
import { covers, type Permission } from '../../shared/permissions.ts'
import type { Api, CoreClient } from '../api/client.ts'
import { type FeedStatus, subscribe } from '../api/subscribe.ts'
import { postTicket } from '../api/ticket.ts'

export interface SessionStore {
  /** Who is there and what they may do; null until the core has said so. */
  state: SessionState | null
  feed: FeedStatus
}

/** Who sits at this window, kept by `session.watch`. */
export const useSession = create<SessionStore>()(() => ({
  state: null,
  feed: { phase: 'opening', error: null },
}))

/** How the window stands: `open` shows the fleet, everything else only the way in. */
export type Door = 'opening' | 'firstRun' | 'signIn' | 'locked' | 'open'

/** Which of the ways in there is. A folder that nobody set up is open: whoever opens it is its owner. */
export function doorOf({ state }: SessionStore): Door {
  if (state === null) return 'opening'
  if (state.permissions.length > 0 || state.person !== null) return 'open'
  if (state.setUp === 'none') return 'firstRun'
  return state.lockedName === null ? 'signIn' : 'locked'
}

/** Whether the right is held on at least something: what a screen offers; the core decides each act. */
export const offers = ({ state }: SessionStore, needed: Permission): boolean =>
  state?.permissions.some(held => covers(held, needed)) === true

/** What every way of signing in answers. */
interface SignedIn {
  state: SessionState
  ticket: string | null
}

/** Takes over the answer of a sign-in, a set-up or a recovery; a browser gets its cookie. */
export async function takeSignIn({ state, ticket }: SignedIn): Promise<void> {
  await postTicket(ticket)
  useSession.setState({ state })
}

/** A person's input is told to the core at most this often, milliseconds. */
const TOUCH_EVERY_MS = 30_000
const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Follows who sits here and tells the core that somebody does; returns the end of it. */
export function keepSession(
  { client, core }: Api,
  failed: (error: unknown) => void,
  page: Window = window,
): () => void {
  const stop = subscribe(core, {
    open: signal => client.session.watch(undefined, { signal }),
    apply: states => {
      const state = states.at(-1)
      if (state) useSession.setState({ state })
    },
    status: feed => useSession.setState({ feed }),
  })
  const touch = touching(client, failed)
  for (const name of inputs) page.addEventListener(name, touch, { capture: true, passive: true })
  return () => {
    for (const name of inputs) page.removeEventListener(name, touch, { capture: true })
    stop()
  }
}

/** Tells the core of a person's input, now and then, where there is a session that could lock. */
function touching(client: CoreClient, failed: (error: unknown) => void): () => void {
  let toldAtMs = Number.NEGATIVE_INFINITY
  return () => {
    const nowMs = performance.now()
    const { state } = useSession.getState()
    if (state?.person == null || state.idleLockMs === null) return
    if (nowMs - toldAtMs < Math.min(TOUCH_EVERY_MS, state.idleLockMs / 4)) return
    toldAtMs = nowMs
    client.session.touch().catch((error: unknown) => {
      // Told again at the next input.
      toldAtMs = Number.NEGATIVE_INFINITY
      failed(error)
    })
  }
}
