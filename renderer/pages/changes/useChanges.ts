import { useEffect, useMemo, useState } from 'react'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'
import { tellError } from '../../stores/toasts.ts'
import { applyChangesEvents, type ChangesState, noChanges } from './changesState.ts'
import { parseSince, type Since, sinceMsOf } from './since.ts'

/** That the person still looks is remembered this often. */
const LOOKING_MS = 5 * 60_000

/**
 * When the visit before this one ended; undefined until the core has said it, null at the first. Why it isn't known is
 * told once the list `serves`: where it doesn't, the list says what is wrong by itself.
 */
function useLastVisit(serves: boolean): number | null | undefined {
  const { client, core } = useApi()
  const [visit, setVisit] = useState<number | null | undefined>(undefined)
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    if (serves && failure !== null) tellError(failure)
  }, [serves, failure])
  useEffect(() => {
    const gone = new AbortController()
    const look = async () => {
      await core.ready(gone.signal)
      return (await client.changes.visit(undefined, { signal: gone.signal })).lastVisitMs
    }
    const failed = (error: unknown) => {
      if (gone.signal.aborted) return
      // Without it the list still serves: it begins a day ago.
      setVisit(null)
      setFailure(error)
    }
    look().then(ms => {
      if (!gone.signal.aborted) setVisit(ms)
    }, failed)
    const timer = setInterval(() => void look().catch(failed), LOOKING_MS)
    return () => {
      clearInterval(timer)
      gone.abort()
    }
  }, [client, core])
  return visit
}

/** What changed since the time in the address, kept current. */
export function useChanges(): {
  state: ChangesState
  feed: FeedStatus
  since: Since
  sinceMs: number | null
  visit: number | null | undefined
} {
  const { client, core } = useApi()
  const text = useAddress(address => address.params.since)
  const since = useMemo(() => parseSince(text), [text])
  const [state, setState] = useState(noChanges)
  const visit = useLastVisit(state.ready)
  const sinceMs = useMemo(() => sinceMsOf(since, Date.now(), visit), [since, visit])
  const [feed, setFeed] = useState<FeedStatus>({ phase: 'opening', error: null })
  useEffect(() => {
    if (sinceMs === null) return
    setState(noChanges)
    return subscribe(core, {
      open: signal => client.changes.watch({ sinceMs }, { signal }),
      apply: events => setState(before => applyChangesEvents(before, events)),
      status: setFeed,
    })
  }, [client, core, sinceMs])
  return { state, feed, since, sinceMs, visit }
}
