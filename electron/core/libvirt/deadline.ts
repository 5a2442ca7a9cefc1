import { LinkError } from './errors.ts'
import type { Link } from './link.ts'
import type { Procedure } from './program.ts'

/**
 * While the way here takes long, a call that is due waits that long again, this many times at most: over a slow link
 * a large answer, or those before it, take longer than a daemon that does not answer should be waited for.
 */
const LENIENCIES = 5

/** How a call is bounded: `timeoutMs: null` lets it last as long as the connection. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | null | undefined
}

/** Who is told that a call is given up, and by what it is bounded. */
export interface Bounds extends CallOptions {
  procedure: Procedure<unknown, unknown>
  defaultTimeoutMs: number
  link: Pick<Link, 'slow'>
  giveUp(error: LinkError): void
}

/** Gives the call up when it is due or its signal aborts; returns what ends the watching. */
export function bound({ procedure, signal, link, giveUp, ...bounds }: Bounds): () => void {
  const fallback = procedure.unhurried ? null : bounds.defaultTimeoutMs
  const timeoutMs = bounds.timeoutMs === undefined ? fallback : bounds.timeoutMs
  let leniencies = LENIENCIES
  const onTimeout = (deadlineMs: number) => {
    if (link.slow && leniencies-- > 0) {
      timer = setTimeout(onTimeout, deadlineMs, deadlineMs)
      return
    }
    giveUp(new LinkError('timeout', `${procedure.name} was not answered in ${timeoutMs} ms`))
  }
  let timer = timeoutMs === null ? null : setTimeout(onTimeout, timeoutMs, timeoutMs)
  const onAbort = () => giveUp(cancelled(procedure, signal))
  signal?.addEventListener('abort', onAbort, { once: true })
  return () => {
    if (timer !== null) clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** The error of a call whose signal was aborted. */
export function cancelled(
  procedure: Procedure<unknown, unknown>,
  signal: AbortSignal | undefined,
): LinkError {
  return new LinkError('aborted', `${procedure.name} was cancelled`, signal?.reason)
}
