import { recent } from '../../components/chart/recent.ts'
import type { MetricsEvent } from '../../../shared/contract/index.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { HostSample, MachineSample, SamplerState } from '../../../shared/models/metrics.ts'

/** Machines that are drawn by name on top of each other; the rest is one more part. */
export const NAMED_MACHINES = 7

/** All machines of a host at one moment. */
export interface MachinesMoment {
  atMs: number
  byKey: ReadonlyMap<MachineKey, MachineSample>
}

/** What machines can be put on top of each other by. */
export type StackedMetric = 'cpuCores' | 'memoryRssBytes'

/** A host's samples and its machines', oldest first. */
export interface HostSamples {
  host: readonly HostSample[]
  machines: readonly MachinesMoment[]
  sampler: SamplerState | null
}

/** Ticks of the charts of the last minutes: ten of them at two seconds. */
export const MINUTES_TICKS = 300

export const noSamples: HostSamples = { host: [], machines: [], sampler: null }

/** The effect of a frame's events of one host; older ones beyond `most` go. */
export function applyHostSamples(
  before: HostSamples,
  hostId: HostId,
  events: readonly MetricsEvent[],
  most: number,
): HostSamples {
  let { host, machines, sampler } = before
  for (const event of events) {
    if (event.type === 'snapshot') {
      host = join(
        host,
        event.hosts.filter(sample => sample.hostId === hostId),
      )
      machines = join(machines, momentsOf(event.machines))
      sampler = event.samplers.find(each => each.hostId === hostId) ?? sampler
    } else if (event.hostId === hostId) {
      if (event.host) host = join(host, [event.host])
      machines = join(machines, momentsOf(event.machines))
      sampler = event.sampler
    }
  }
  const intervalMs = most === MINUTES_TICKS ? (sampler?.intervalMs ?? null) : null
  return { host: recent(host, most, intervalMs), machines: recent(machines, most, intervalMs), sampler }
}

/** What came, behind what is older than it. */
function join<T extends { atMs: number }>(before: readonly T[], more: readonly T[]): readonly T[] {
  if (more.length === 0) return before
  const sorted = more.toSorted((a, b) => a.atMs - b.atMs)
  const first = sorted[0]?.atMs ?? 0
  return [...before.filter(sample => sample.atMs < first), ...sorted]
}

function momentsOf(samples: readonly MachineSample[]): MachinesMoment[] {
  return [...Map.groupBy(samples, sample => sample.atMs)].map(([atMs, each]) => ({
    atMs,
    byKey: new Map(each.map(sample => [sample.key, sample])),
  }))
}

/** Moments at which something was measured at all: memory has a slower beat than the CPU. */
export const measured = (
  moments: readonly MachinesMoment[],
  metric: StackedMetric,
): readonly MachinesMoment[] =>
  moments.filter(({ byKey }) => byKey.values().some(sample => sample[metric] !== null))

/** The machines that take most of something over the time shown, the largest first. */
export function largest(
  moments: readonly MachinesMoment[],
  metric: StackedMetric,
  most = NAMED_MACHINES,
): MachineKey[] {
  const sums = new Map<MachineKey, number>()
  for (const { byKey } of moments)
    for (const [key, sample] of byKey) sums.set(key, (sums.get(key) ?? 0) + (sample[metric] ?? 0))
  return [...sums]
    .filter(([, sum]) => sum > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key]) => key)
}

/** What all machines take together that are not drawn by name; null where none of them was measured. */
export function restOf(
  { byKey }: MachinesMoment,
  named: ReadonlySet<MachineKey>,
  metric: StackedMetric,
): number | null {
  let sum: number | null = null
  for (const [key, sample] of byKey) {
    const value = sample[metric]
    if (!named.has(key) && value !== null) sum = (sum ?? 0) + value
  }
  return sum
}
