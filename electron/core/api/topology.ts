import type { Graph, GraphPart } from '../../../shared/contract/topology.ts'
import type { FleetScope } from '../../../shared/contract/relations.ts'
import { graphParts } from '../../../shared/graphParts.ts'
import { sameData } from '../relations/index.ts'
import { api, type HandlerContext } from './base.ts'
import { conflated } from './streams.ts'

/** The picture is drawn again at most this often. */
const PACE_MS = 1000

function watchGraph(
  scope: FleetScope,
  { caller, view: { relations } }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  let told: Graph | null = null
  return conflated<GraphPart>(caller, signal, {
    paceMs: PACE_MS,
    subscribe: changed => relations.onChange(changed),
    *snapshot() {
      told = relations.graph(scope)
      yield* graphParts(told)
    },
    *flush() {
      const now = relations.graph(scope)
      if (sameData(told, now)) return
      told = now
      yield* graphParts(now)
    },
  })
}

/** Handlers of the topology area. */
export const topologyHandlers = {
  watch: api.topology.watch.handler(({ input, context, signal }) => watchGraph(input.scope, context, signal)),
}
