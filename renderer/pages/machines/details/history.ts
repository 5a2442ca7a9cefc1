import type { MetricsEvent } from '../../../../shared/contract/index.ts'
import type { MachineKey } from '../../../../shared/ids.ts'
import type { MachineSample } from '../../../../shared/models/metrics.ts'

/** Samples that a chart of the details shows. */
export const CHART_SAMPLES = 180

/** One machine's samples after a frame's events, oldest first; a snapshot replaces. */
export function applyHistory(
  before: readonly MachineSample[],
  key: MachineKey,
  events: readonly MetricsEvent[],
): readonly MachineSample[] {
  let samples = before
  for (const event of events) {
    const own = event.machines.filter(sample => sample.key === key)
    if (event.type === 'snapshot') samples = own.toSorted((a, b) => a.atMs - b.atMs)
    else samples = [...samples, ...own.filter(sample => sample.atMs > (samples.at(-1)?.atMs ?? 0))]
  }
  return samples.slice(-CHART_SAMPLES)
}
