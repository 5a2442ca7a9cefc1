import type { AppError, ErrorCode } from '../../shared/errors.ts'
import type { CoreLink } from './coreLink.ts'
import { toAppError } from './errors.ts'
import { FrameQueue, type Schedule } from './frameQueue.ts'
import { onTryNow, planRetry, retryDelayMs } from './retries.ts'

/**
 * How a subscription stands: `failed` waits for nothing but a right, the others mend themselves. While it is opened
 * again the failure before stays its error; `retryOf` says when that is.
 */
export interface FeedStatus {
  phase: 'opening' | 'live' | 'lost' | 'failed'
  error: AppError | null
}

export interface FeedOptions<Event> {
  /** Opens the stream; its first event is a snapshot, which replaces what was there. */
  open(signal: AbortSignal): Promise<AsyncIterable<Event>>
  /** Events in order, a frame's worth at a time. */
  apply(events: Event[]): void
  /** A new subscription begins: the next event is a fresh snapshot. */
  restart?(): void
  status?(status: FeedStatus): void
  schedule?: Schedule
  /** Most events that `apply` takes at once; fewer where each is a lot of work. */
  slice?: number
}

/** Errors that asking again will not cure; the rest is retried. */
const final: ReadonlySet<ErrorCode> = new Set([
  'rights.denied',
  'query.invalid',
  'input.invalid',
  'machine.unknown',
  'host.unknown',
])
/** Nobody is there (any more): whoever signs in next opens what they look at by themselves. */
const nobody: ReadonlySet<ErrorCode> = new Set(['session.required', 'session.ended'])

/** How often rights have grown, and the streams that wait for it. */
let grown = 0
const refused = new Set<() => void>()

/** The person may do more than before: what was refused for want of a right is asked for again. */
export function askRefusedAgain(): void {
  grown++
  for (const again of [...refused]) again()
}

/**
 * Follows a stream of the core for as long as it is wanted: subscribes again after a reconnect and
 * after a failure that may pass (later each time, `tryNow` ends the waiting), at once where only rights changed, and after a refusal once rights have grown
 * ({@link askRefusedAgain}); ends by itself, saying nothing, where nobody
 * is signed in any more. Returns the end of it; nothing is applied after that.
 */
export function subscribe<Event>(core: CoreLink, options: FeedOptions<Event>): () => void {
  const closed = new AbortController()
  const queue = new FrameQueue<Event>(options.apply, options.schedule, options.slice)
  void follow(core, options, queue, closed.signal)
  return () => {
    queue.clear()
    closed.abort()
  }
}

async function follow<Event>(
  core: CoreLink,
  options: FeedOptions<Event>,
  queue: FrameQueue<Event>,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  let last: AppError | null = null
  while (!signal.aborted) {
    if (last) planRetry(last, null)
    options.status?.({ phase: 'opening', error: last })
    last = null
    let isLive = false
    const before = rightsNow()
    try {
      await core.ready(signal)
      const events = await options.open(signal)
      queue.clear()
      options.restart?.()
      options.status?.({ phase: 'live', error: null })
      for await (const event of events) {
        if (signal.aborted) return
        isLive = true
        failures = 0
        queue.push(event)
      }
      options.status?.({ phase: 'lost', error: null })
    } catch (thrown) {
      if (signal.aborted) return
      const error = toAppError(thrown)
      if (nobody.has(error.code)) return
      if (final.has(error.code)) {
        options.status?.({ phase: 'failed', error })
        if (error.code !== 'rights.denied') return
        await rightsGrown(before, signal)
        continue
      }
      if (error.code === 'rights.changed' && isLive) {
        options.status?.({ phase: 'lost', error })
        continue
      }
      last = error
    }
    failures++
    const delayMs = retryDelayMs(failures)
    if (last) {
      planRetry(last, Date.now() + delayMs)
      options.status?.({ phase: 'lost', error: last })
    }
    await pause(delayMs, signal, core)
  }
}

/** How often rights have grown so far; to be asked before what may be refused. */
export const rightsNow = (): number => grown

/** Resolves once rights have grown since `before` (at once where they have), or with the signal. */
export function rightsGrown(before: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (grown !== before || signal.aborted) {
      resolve()
      return
    }
    const finish = () => {
      refused.delete(finish)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    refused.add(finish)
    signal.addEventListener('abort', finish, { once: true })
  })
}

/** Waits before asking again, but no longer when the link has just come back, or somebody wants no waiting. */
function pause(ms: number, signal: AbortSignal, core: CoreLink): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      stop()
      stopTrying()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    const stopTrying = onTryNow(finish)
    const stop = core.state.subscribe((now, before) => {
      if (now.phase === 'up' && before.phase !== 'up') finish()
    })
    signal.addEventListener('abort', finish, { once: true })
  })
}
