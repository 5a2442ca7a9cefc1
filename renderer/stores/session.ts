import { create } from 'zustand'
import type { SessionState } from '../../shared/models/access.ts'
import type { Permission } from '../../shared/permissions.ts'
import type { Api, CoreClient } from '../api/client.ts'
import { askRefusedAgain, type FeedStatus, subscribe } from '../api/subscribe.ts'
import { tellError } from './toasts.ts'

/** Who is there, as the core says; `generation` grows whenever what was shown may no longer be. */
export interface SessionStore {
  /** Null until the core has said. */
  state: SessionState | null
  generation: number
  /** The person asked to leave; what ends then is no surprise. */
  leaving: boolean
  /** The session ended without the person's doing: it expired, or somebody ended it. */
  ended: boolean
  feed: FeedStatus
}

export const emptySession: SessionStore = {
  state: null,
  generation: 0,
  leaving: false,
  ended: false,
  feed: { phase: 'opening', error: null },
}

/** The session of this window, kept by `session.watch`. */
export const useSession = create<SessionStore>()(() => emptySession)

/** Somebody is there, or nobody needs to be. */
export const isIn = (state: Pick<SessionState, 'setUp' | 'person'>): boolean =>
  state.setUp === 'none' || state.person !== null

/** Something has to be done before anything else: then nothing of the fleet may be seen yet. */
export const isHeld = (state: Pick<SessionState, 'person' | 'mustSetUpSecondFactor'>): boolean =>
  state.person?.mustChangePassphrase === true || state.mustSetUpSecondFactor === true

/**
 * Whether the streams of the fleet may run: somebody is in, or the core can't say who. Not before it has said: what
 * is asked where nobody is signed in is refused, and each refusal is an entry of the audit.
 */
export const mayWatch = ({ state, feed }: Pick<SessionStore, 'state' | 'feed'>): boolean =>
  state === null ? feed.error !== null : isIn(state) && !isHeld(state)

/** Whether what the core keeps for the person may be asked for. */
export const isKept = ({ state, feed }: Pick<SessionStore, 'state' | 'feed'>): boolean =>
  state === null ? feed.error !== null : isIn(state)

/** There is something to lock away, and somebody to unlock it. */
export const canLock = (state: Pick<SessionState, 'setUp' | 'person' | 'vaultOpen'>): boolean =>
  state.person !== null && (state.setUp === 'people' || (state.setUp === 'justMe' && state.vaultOpen))

/** True where what `before` showed may hold something that `after` may not see: somebody else, or fewer rights. */
export function lostSight(before: SessionState | null, after: SessionState): boolean {
  if (before === null || !isIn(before)) return false
  // The one who has just chosen who uses this goes on with what they see.
  if (before.setUp === 'none') return !isIn(after)
  if (!isIn(after) || before.person?.id !== after.person?.id) return true
  const lost = (was: readonly Permission[], are: readonly Permission[]) => {
    const held = new Set(are)
    return was.some(permission => !held.has(permission))
  }
  return lost(before.permissions, after.permissions) || lost(before.everywhere, after.everywhere)
}

/** True where the same person holds a right that `before` did not. */
export function gainedSight(before: SessionState | null, after: SessionState): boolean {
  if (before === null || before.person === null || before.person.id !== after.person?.id) return false
  const held = new Set(before.permissions)
  return after.permissions.some(permission => !held.has(permission))
}

/** The effect of what the core says now. */
export function applySession(store: SessionStore, state: SessionState): SessionStore {
  const generation = store.generation + (lostSight(store.state, state) ? 1 : 0)
  if (isIn(state)) return { ...store, state, generation, leaving: false, ended: false }
  const wasIn = store.state !== null && isIn(store.state)
  const ended = wasIn ? !store.leaving && state.lockedName === null : store.ended
  return { ...store, state, generation, ended }
}

/** The core has said that rights are others now, without saying which: everything shown is let go of and asked for anew. */
export const sawRightsChange = (): void =>
  useSession.setState(({ generation }) => ({ generation: generation + 1 }))

/** What the core says of times, by this window's clock: the core may stand on a computer whose clock is another. */
export function byOwnClock(state: SessionState, nowMs: number = Date.now()): SessionState {
  const { elevation } = state
  if (elevation?.leftMs === undefined) return state
  return { ...state, elevation: { ...elevation, untilMs: nowMs + elevation.leftMs } }
}

/** Takes over a state that a call answered, before the stream brings it too. */
export function tookSession(state: SessionState): void {
  const before = useSession.getState().state
  useSession.setState(store => applySession(store, byOwnClock(state)))
  if (gainedSight(before, state)) askRefusedAgain()
}

/** Follows the session; returns the end of it. */
export function startSession({ client, core }: Api): () => void {
  return subscribe(core, {
    open: signal => client.session.watch(undefined, { signal }),
    apply: events => {
      for (const state of events) tookSession(state)
    },
    status: feed => useSession.setState({ feed }),
    // Everything waits for it, and it comes seldom: no frame is waited for.
    schedule: work => queueMicrotask(work),
  })
}

/** Locks this window, or signs its person out. */
export async function leave(client: Pick<CoreClient, 'session'>, how: 'lock' | 'signOut'): Promise<void> {
  useSession.setState({ leaving: true })
  try {
    await client.session[how]()
  } catch (error) {
    useSession.setState({ leaving: false })
    tellError(error)
  }
}

/** Whether the person holds a right on at least something; the core decides each act itself. */
export const mayAnywhere = ({ state }: Pick<SessionStore, 'state'>, permission: Permission): boolean =>
  state === null || state.setUp === 'none' || state.permissions.includes(permission)

/** Whether the person holds a right over everything. */
export const mayEverywhere = ({ state }: Pick<SessionStore, 'state'>, permission: Permission): boolean =>
  state === null || state.setUp === 'none' || state.everywhere.includes(permission)

/** Whether the person holds a right on at least something, kept current. */
export const useMay = (permission: Permission): boolean => useSession(store => mayAnywhere(store, permission))
/** Whether the person holds a right over everything, kept current. */
export const useMayEverywhere = (permission: Permission): boolean =>
  useSession(store => mayEverywhere(store, permission))
