import { ownerSeat } from '../access/owner.ts'
import type { Seat } from '../access/types.ts'

/** Who asks, through which shell, and how its channel says that it can take more. */
export interface Caller {
  /** The connection, with whoever sits there at this moment. */
  seat: Seat
  shell: Seat['shell']
  /** The browser's session, where the caller is one that signed in. */
  session?: string
  /** Aborts as soon as what was called ends, for whatever reason: what it holds is given back then. Set for each call. */
  ending?: AbortSignal
  /** Resolves when the shell's channel has room again; streams wait for it before they send more. */
  channelReady?: (signal: AbortSignal | undefined) => Promise<void>
}

/** When a call is over: given up by whoever made it, or ended because it may not go on. */
export function endOf(caller: Caller, signal: AbortSignal | undefined): AbortSignal | undefined {
  const ends = [signal, caller.ending].filter(each => each !== undefined)
  return ends.length > 1 ? AbortSignal.any(ends) : ends[0]
}

/** A caller with every right: where nobody has set up people, and in tests. */
export function ownerCaller(shell: Caller['shell'], channelReady?: Caller['channelReady']): Caller {
  return { seat: ownerSeat(shell), shell, ...(channelReady ? { channelReady } : {}) }
}
