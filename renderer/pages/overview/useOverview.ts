import { useEffect, useState } from 'react'
import type { FleetOverview } from '../../../shared/contract/index.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'

/** The picture of the chosen part of the fleet, kept current while the page is there; null before it came. */
export function useOverview(): { picture: FleetOverview | null; feed: FeedStatus } {
  const { client, core } = useApi()
  const scope = useAddress(address => address.scope)
  const kind = scope.kind
  const id = scope.kind === 'fleet' ? null : scope.id
  const [feed, setFeed] = useState<FeedStatus>({ phase: 'opening', error: null })
  const [picture, setPicture] = useState<FleetOverview | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: kind and id are what the scope says
  useEffect(() => {
    setPicture(null)
    return subscribe(core, {
      open: signal => client.fleet.overview({ scope }, { signal }),
      apply: pictures => setPicture(pictures.at(-1) ?? null),
      status: setFeed,
    })
  }, [client, core, kind, id])
  return { picture, feed }
}
