import { startTransition, useEffect, useState } from 'react'
import type { MachineDetailEvent, MetricsEvent } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import {
  type MachineMetric,
  type MachineSample,
  machineMetricNames,
  type SamplerState,
} from '../../../shared/models/metrics.ts'
import { useApi } from '../../api/client.ts'
import { recent } from '../../components/chart/recent.ts'
import { subscribe } from '../../api/subscribe.ts'

/** Ticks of a machine's charts: eight minutes at two seconds. */
const TICKS = 240
/** Ticks kept behind hours of means. */
const HOURS_KEPT = 1200

/** Samples of the whole machine and how its host is being asked. */
export interface MachineSamples {
  samples: readonly MachineSample[]
  sampler: SamplerState | null
}

/** The same, and why no more come where asking failed. */
export interface WatchedSamples extends MachineSamples {
  error: AppError | null
}

/** One machine's samples after a frame's events, oldest first; a snapshot replaces all that is not older than it. */
export function applySamples(
  before: MachineSamples,
  key: MachineKey,
  events: readonly MetricsEvent[],
  most: number,
): MachineSamples {
  let { samples, sampler } = before
  for (const event of events) {
    const own = event.machines.filter(sample => sample.key === key)
    if (event.type === 'snapshot') {
      const sorted = own.toSorted((a, b) => a.atMs - b.atMs)
      const first = sorted[0]?.atMs ?? Number.POSITIVE_INFINITY
      samples = [...samples.filter(sample => sample.atMs < first), ...sorted]
      sampler = event.samplers.find(each => key.startsWith(each.hostId)) ?? sampler
    } else {
      const last = samples.at(-1)?.atMs ?? 0
      samples = [...samples, ...own.filter(sample => sample.atMs > last)]
      if (key.startsWith(event.hostId)) sampler = event.sampler
    }
  }
  return { samples: recent(samples, most, most === TICKS ? (sampler?.intervalMs ?? null) : null), sampler }
}

const none: MachineSamples = { samples: [], sampler: null }

/** The machine's last minutes, live; with `hours`, everything that the core still has of it before them. */
export function useMachineSamples(key: MachineKey, hours = false): WatchedSamples {
  const { client, core } = useApi()
  const [state, setState] = useState<MachineSamples>(none)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    setState(none)
    setError(null)
    return subscribe(core, {
      open: async signal => {
        if (hours) {
          const samples = await client.metrics.machineHistory({ key }, { signal })
          setState({ samples, sampler: null })
        }
        return client.metrics.watch({ keys: [key], hostIds: null, history: TICKS }, { signal })
      },
      status: feed => setError(feed.error),
      // Charts are drawn in the pauses of what the person does.
      apply: events =>
        startTransition(() =>
          setState(before => applySamples(before, key, events, hours ? HOURS_KEPT : TICKS)),
        ),
    })
  }, [client, core, key, hours])
  return { ...state, error }
}

/** One machine's parts after a frame's events, oldest first. */
export function applyDetails(
  before: readonly MachineDetailSample[],
  events: readonly MachineDetailEvent[],
): readonly MachineDetailSample[] {
  let samples = before
  for (const event of events) samples = event.type === 'snapshot' ? event.samples : [...samples, event.sample]
  return samples.slice(-TICKS)
}

/** Every part of the machine, measured while this is on screen. */
export function useMachineDetails(key: MachineKey): readonly MachineDetailSample[] {
  const { client, core } = useApi()
  const [samples, setSamples] = useState<readonly MachineDetailSample[]>([])
  useEffect(() => {
    setSamples([])
    return subscribe(core, {
      open: signal => client.metrics.watchMachine({ key }, { signal }),
      apply: events => startTransition(() => setSamples(before => applyDetails(before, events))),
    })
  }, [client, core, key])
  return samples
}

/** Nothing is measured any more: the last value is not the present one, so the lines end in a gap. */
export function ended(samples: readonly MachineSample[]): readonly MachineSample[] {
  const last = samples.at(-1)
  if (last === undefined) return samples
  const nothing = Object.fromEntries(machineMetricNames.map(name => [name, null])) as Record<
    MachineMetric,
    null
  >
  return [...samples, { ...nothing, key: last.key, atMs: last.atMs + 1 }]
}

/** The same of a machine's parts. */
export function endedDetails(samples: readonly MachineDetailSample[]): readonly MachineDetailSample[] {
  const last = samples.at(-1)
  if (last === undefined) return samples
  const balloon = Object.fromEntries(Object.keys(last.balloon).map(name => [name, null]))
  return [
    ...samples,
    {
      key: last.key,
      atMs: last.atMs + 1,
      vcpus: [],
      disks: [],
      nics: [],
      balloon: balloon as Record<keyof typeof last.balloon, null>,
    },
  ]
}
