import type { Graph } from '../../../shared/contract/topology.ts'
import type { FleetScope } from '../../../shared/contract/relations.ts'
import type { Core } from '../core.ts'
import { sameData } from '../relations/index.ts'
import type { ApiContext } from './base.ts'
import { api, checkPermission } from './base.ts'
import { conflated } from './streams.ts'

/** The picture is drawn again at most this often. */
const PACE_MS = 1000

function watchGraph(
  { relations }: Pick<Core, 'relations'>,
  scope: FleetScope,
  { caller }: ApiContext,
  signal: AbortSignal | undefined,
) {
  let told: Graph | null = null
  return conflated<Graph>(caller, signal, {
    paceMs: PACE_MS,
    subscribe: changed => relations.onChange(changed),
    *snapshot() {
      told = relations.graph(scope)
      yield told
    },
    *flush() {
      const now = relations.graph(scope)
      if (sameData(told, now)) return
      told = now
      yield now
    },
  })
}

/** Handlers of the topology area. */
export const topologyHandlers = (core: Pick<Core, 'relations'>) => ({
  watch: api.topology.watch.handler(({ input, context, signal }) => {
    for (const right of ['host.read', 'storage.read', 'network.read'] as const)
      checkPermission(context.caller, right, ['topology', 'watch'])
    return watchGraph(core, input.scope, context, signal)
  }),
})
