import type { Logger } from '../../core/log.ts'

/** Hears a stream of the core until it is closed; a fault is logged and ends it, for the core is this same process. */
export function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  hear: (event: T) => void,
  log: Logger,
): () => void {
  const ending = new AbortController()
  const run = async () => {
    for await (const event of await open(ending.signal)) hear(event)
  }
  run().catch((error: unknown) => {
    if (!ending.signal.aborted) log.error({ err: error }, 'the desktop lost a stream of the core')
  })
  return () => ending.abort()
}
