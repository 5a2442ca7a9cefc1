import { useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { type CoreClient, useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'

type Open<T> = (client: CoreClient, signal: AbortSignal) => Promise<AsyncIterable<T>>

/** The newest event of a stream whose every event is the whole; null until the first. Another `open` begins anew. */
export function useStream<T>(open: Open<T>): { value: T | null; error: AppError | null } {
  const { client, core } = useApi()
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    setValue(null)
    return subscribe<T>(core, {
      open: signal => open(client, signal),
      apply: events => setValue(() => events.at(-1) ?? null),
      status: feed => setError(feed.error),
    })
  }, [client, core, open])
  return { value, error }
}
