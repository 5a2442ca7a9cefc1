import type { HostState } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { SessionState } from './sessionState.ts'

/** When a host was last heard of (Unix ms), and its smoothed round trip (ms). */
export interface Contact {
  lastContactMs: number | null
  roundTripMs: number | null
}

/** Where a host stands, as shown: no time of it lies in the future, whatever the wall clock did. */
export function shownState(state: SessionState, contact: Contact, isLive: boolean, clock: Clock): HostState {
  const now = clock.nowMs()
  const { phase, stage, problem, sinceMs, retryAt, failures, question, networkSuspect } = state
  const { lastContactMs, roundTripMs } = contact
  return {
    phase,
    stage,
    problem,
    sinceMs: Math.min(sinceMs, now),
    lastContactMs: lastContactMs === null ? null : Math.min(lastContactMs, now),
    roundTripMs: isLive ? roundTripMs : null,
    retryAtMs: retryAt === null ? null : Math.round(now + Math.max(0, retryAt - clock.monotonicMs())),
    attempt: failures,
    question,
    networkSuspect,
  }
}
