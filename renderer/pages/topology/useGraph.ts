import { useEffect, useState } from 'react'
import type { Graph } from '../../../shared/contract/index.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'
import { indexOf } from './picture.ts'

interface GraphFeed {
  /** Null before the first picture of this part of the fleet is in. */
  graph: Graph | null
  feed: FeedStatus
}

const opening: GraphFeed = { graph: null, feed: { phase: 'opening', error: null } }

/** The graph of the chosen part of the fleet, followed for as long as the page is there. */
export function useGraph(): GraphFeed {
  const { client, core } = useApi()
  const scope = useAddress(address => address.scope)
  const [state, setState] = useState(opening)
  useEffect(() => {
    setState(opening)
    return subscribe(core, {
      open: signal => client.topology.watch({ scope }, { signal }),
      apply: graphs => {
        // Only the latest of a frame's pictures is worth drawing.
        const graph = graphs.at(-1)
        if (graph === undefined) return
        // Indexed before it is drawn, so that drawing holds the window no longer than it must.
        indexOf(graph)
        setState(before => ({ ...before, graph }))
      },
      status: feed => setState(before => ({ ...before, feed })),
    })
  }, [client, core, scope])
  return state
}
