import { useEffect, useState } from 'react'
import type { PeopleEvent } from '../../../shared/contract/people.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'

const nobody: PeopleEvent = { people: [], groups: [], roles: [], grants: [] }

/** Everybody, every group, role and grant, and how that stream stands. */
export interface People extends PeopleEvent {
  ready: boolean
  feed: FeedStatus
}

/** Follows people, groups, roles and grants while the component is there. */
export function usePeople(): People {
  const { client, core } = useApi()
  const [all, setAll] = useState<PeopleEvent | null>(null)
  const [feed, setFeed] = useState<FeedStatus>({ phase: 'opening', error: null })
  useEffect(
    () =>
      subscribe(core, {
        open: signal => client.people.watch(undefined, { signal }),
        apply: events => setAll(events.at(-1) ?? null),
        status: setFeed,
      }),
    [client, core],
  )
  return { ...(all ?? nobody), ready: all !== null, feed }
}
