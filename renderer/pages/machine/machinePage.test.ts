import { expect, test } from 'vitest'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import { type MachineMetric, type MachineSample, machineMetricNames } from '../../../shared/models/metrics.ts'
import type { Snapshot } from '../../../shared/models/resources.ts'
import { snapshotTree } from './snapshotTree.ts'
import { applyDetails, applySamples, ended, endedDetails } from './useMachineSamples.ts'

const hostId = 'cebc6d4a-e0ae-4d3e-a19a-ab142e5f3347' as HostId
const key = `${hostId}/f431d822-9c02-4915-9f69-a6338ec6c584` as MachineKey
const nothing = Object.fromEntries(machineMetricNames.map(name => [name, null])) as Record<
  MachineMetric,
  null
>
const sample = (atMs: number, cpuPercent = 1, of = key): MachineSample => ({
  ...nothing,
  cpuPercent,
  key: of,
  atMs,
})
const sampler = { hostId, intervalMs: 2000, slowed: false, lastTickMs: 1, lastDurationMs: 1 }

test('ticks follow the snapshot, hours of means stay before it, and other machines are none of its business', () => {
  const history = { samples: [sample(1), sample(2), sample(10)], sampler: null }
  const other = `${hostId}/00000000-0000-4000-8000-000000000000` as MachineKey
  const next = applySamples(
    history,
    key,
    [
      { type: 'snapshot', machines: [sample(11), sample(10, 5)], hosts: [], samplers: [sampler] },
      { type: 'tick', hostId, machines: [sample(12), sample(12, 9, other)], host: null, sampler },
      { type: 'tick', hostId, machines: [sample(12)], host: null, sampler },
    ],
    100,
  )
  expect(next.samples.map(({ atMs, cpuPercent }) => [atMs, cpuPercent])).toEqual([
    [1, 1],
    [2, 1],
    [10, 5],
    [11, 1],
    [12, 1],
  ])
  expect(next.sampler).toEqual(sampler)
})

test('what is measured no more ends in a gap, never in its last value', () => {
  expect(ended([sample(1), sample(2, 70)]).at(-1)).toMatchObject({ atMs: 3, cpuPercent: null })
  expect(ended([])).toEqual([])
  const balloon = { currentBytes: 5, rssBytes: 5 } as MachineDetailSample['balloon']
  const detail = {
    key,
    atMs: 1,
    vcpus: [{ index: 0, percent: 3, delayPercent: 0 }],
    disks: [],
    nics: [],
    balloon,
  }
  const parts = applyDetails(
    [],
    [
      { type: 'snapshot', samples: [], sampler: null },
      { type: 'sample', sample: detail },
    ],
  )
  expect(endedDetails(parts).at(-1)).toMatchObject({
    vcpus: [],
    balloon: { currentBytes: null, rssBytes: null },
  })
})

test('snapshots stand below their parents by age; a lost parent and a circle leave none out', () => {
  const snapshot = (name: string, parent: string | null, createdAtMs: number): Snapshot =>
    ({
      uuid: 'u',
      name,
      parent,
      current: false,
      state: 'running',
      createdAtMs,
      description: null,
    }) as Snapshot
  const nodes = snapshotTree([
    snapshot('b', 'a', 3),
    snapshot('a', null, 1),
    snapshot('c', 'a', 2),
    snapshot('lost', 'gone', 5),
    snapshot('x', 'y', 6),
    snapshot('y', 'x', 7),
  ])
  expect(nodes.map(({ snapshot: { name }, level, orphan }) => [name, level, orphan])).toEqual([
    ['a', 1, false],
    ['c', 2, false],
    ['b', 2, false],
    ['lost', 1, true],
    ['x', 1, false],
    ['y', 2, false],
  ])
})
