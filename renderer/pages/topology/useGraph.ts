import { useEffect, useState } from 'react'
import type { Graph } from '../../../shared/contract/index.ts'
import { useApi } from '../../api/client.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { useAddress } from '../../stores/address.ts'
import { GraphJoin } from '../../../shared/graphParts.ts'
import { GraphIndex, keepIndex } from './picture.ts'

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
    const join = new GraphJoin()
    let index = new GraphIndex()
    return subscribe(core, {
      open: signal => client.topology.watch({ scope }, { signal }),
      // Each part is indexed as it comes, a few milliseconds' worth a frame: drawing then finds all of it done.
      slice: 1,
      apply: parts => {
        for (const part of parts) {
          if (part.first) index = new GraphIndex()
          const graph = join.add(part)
          index.add(join.latest)
          if (graph === null) continue
          keepIndex(graph, index)
          setState(before => ({ ...before, graph }))
        }
      },
      status: feed => setState(before => ({ ...before, feed })),
    })
  }, [client, core, scope])
  return state
}
