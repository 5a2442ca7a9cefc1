import { useEffect, useState } from 'react'
import type { Credential } from '../../../shared/contract/credentials.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'

/** The credentials that one may see, as the core tells them: with who uses them and how hosts fare. */
export function useCredentials() {
  const { client, core } = useApi()
  const [value, setValue] = useState<readonly Credential[] | null>(null)
  const [feed, setFeed] = useState<FeedStatus | null>(null)
  useEffect(
    () =>
      subscribe(core, {
        open: signal => client.credentials.watch(undefined, { signal }),
        apply: events => setValue(events.at(-1) ?? null),
        status: setFeed,
      }),
    [client, core],
  )
  return { value, error: feed?.error ?? null }
}
