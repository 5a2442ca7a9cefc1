import type { MetricsEvent } from '../../../shared/contract/metrics.ts'
import type { MetricsTick } from '../metrics/index.ts'
import { api } from './base.ts'
import { machineMetricsHandlers } from './machineDetails.ts'
import { conflated } from './streams.ts'

/** Ticks kept for a reader that does not keep up; older ones are in the history that it can ask for. */
const PENDING_TICKS = 500

/** Handlers of the metrics area. */
export const metricsHandlers = {
  watch: api.metrics.watch.handler(({ input, context, signal }) => {
    const { sampler } = context.view
    let pending: MetricsTick[] = []
    const interest = { keys: input.keys, hostIds: input.hostIds }
    return conflated<MetricsEvent>(context.caller, signal, {
      subscribe: changed =>
        sampler.watch(interest, tick => {
          if (pending.length >= PENDING_TICKS) pending.shift()
          pending.push(tick)
          changed()
        }),
      snapshot: () => [{ type: 'snapshot', ...sampler.snapshot(interest, input.history) }],
      *flush() {
        const ticks = pending
        pending = []
        for (const tick of ticks) yield { type: 'tick', ...tick }
      },
    })
  }),
  ...machineMetricsHandlers,
  machineHistory: api.metrics.machineHistory.handler(({ input, context: { view } }) =>
    view.sampler.machineHistory(input.key, input.sinceMs),
  ),
  hostHistory: api.metrics.hostHistory.handler(({ input, context: { view } }) =>
    view.sampler.hostHistory(input.hostId, input.sinceMs),
  ),
}
