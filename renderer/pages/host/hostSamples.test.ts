// @vitest-environment node
import { expect, test } from 'vitest'
import type { MachineKey } from '../../../shared/ids.ts'
import { hostId, makeHost, makeHostSample, makeMachine, makeSample } from '../../testing/fleetData.ts'
import { applyHostSamples, largest, measured, noSamples, restOf } from './hostSamples.ts'

const host = makeHost(0)
const machines = [0, 1, 2].map(index => makeMachine(host, index))
const id = host.record.id
const sampler = { hostId: id, intervalMs: 2000, slowed: false, lastTickMs: 1, lastDurationMs: 1 }
const at = (atMs: number, cores: readonly (number | null)[]) =>
  machines.map((machine, index) => ({ ...makeSample(machine, atMs, index), cpuCores: cores[index] ?? null }))

test('ticks stand behind the snapshot, other hosts are left out, and the oldest go', () => {
  const first = applyHostSamples(
    noSamples,
    id,
    [{ type: 'snapshot', machines: at(10, [1, 2, 3]), hosts: [makeHostSample(id, 10)], samplers: [sampler] }],
    3,
  )
  const ticks = [20, 30, 40].map(atMs => ({
    type: 'tick' as const,
    hostId: id,
    machines: at(atMs, [1, 1, 1]),
    host: makeHostSample(id, atMs),
    sampler,
  }))
  const other = { type: 'tick' as const, hostId: hostId(5), machines: [], host: null, sampler }
  const after = applyHostSamples(first, id, [...ticks, other], 3)
  expect(after.host.map(({ atMs }) => atMs)).toEqual([20, 30, 40])
  expect(after.machines.map(({ atMs, byKey }) => [atMs, byKey.size])).toEqual([
    [20, 3],
    [30, 3],
    [40, 3],
  ])
  expect(after.sampler?.intervalMs).toBe(2000)
})

test('names the largest, and adds up the rest without taking unknown for nothing', () => {
  const { machines: moments } = applyHostSamples(
    noSamples,
    id,
    [
      {
        type: 'snapshot',
        machines: [...at(10, [1, 4, 2]), ...at(20, [1, 4, null])],
        hosts: [],
        samplers: [],
      },
    ],
    10,
  )
  const keys = machines.map(({ key }) => key) as [MachineKey, MachineKey, MachineKey]
  const top = largest(moments, 'cpuCores', 1)
  expect(top).toEqual([keys[1]])
  const named = new Set(top)
  expect(moments.map(moment => restOf(moment, named, 'cpuCores'))).toEqual([3, 1])
  const unmeasured = { atMs: 15, byKey: new Map(at(15, []).map(sample => [sample.key, sample])) }
  expect(measured([...moments, unmeasured], 'cpuCores')).toEqual(moments)
  expect(restOf({ atMs: 1, byKey: new Map() }, named, 'cpuCores')).toBeNull()
})
