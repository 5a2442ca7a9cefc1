import { expect, test, vi } from 'vitest'
import { hostId, makeHost, makeHostSample, makeMachine, makeSample } from '../testing/fleetData.ts'
import { MetricsBoard, SPARK_SAMPLES } from './metrics.ts'

const host = makeHost(0)
const machine = { ...makeMachine(host, 10), state: 'running' as const }
const other = { ...makeMachine(host, 11), state: 'running' as const }
const sampler = { hostId: hostId(0), intervalMs: 1000, slowed: false, lastTickMs: 0, lastDurationMs: 1 }
const tick = (atMs: number, ...machines: (typeof machine)[]) => ({
  type: 'tick' as const,
  hostId: hostId(0),
  machines: machines.map(each => makeSample(each, atMs, 1)),
  host: null,
  sampler,
})

test('a row hears of its own machine only', () => {
  const board = new MetricsBoard()
  const heard = vi.fn()
  board.listen(machine.key, heard)
  board.apply([tick(1000, other)])
  expect(heard).not.toHaveBeenCalled()
  board.apply([tick(2000, machine), tick(3000, machine)])
  expect(heard).toHaveBeenCalledTimes(1)
  expect(board.series(machine.key).map(sample => sample.atMs)).toEqual([2000, 3000])
})

test('keeps a bounded number of samples and drops what is not newer', () => {
  const board = new MetricsBoard()
  board.listen(machine.key, () => {})
  for (let at = 1; at <= SPARK_SAMPLES + 10; at++) board.apply([tick(at * 1000, machine)])
  board.apply([tick(5000, machine)])
  expect(board.series(machine.key)).toHaveLength(SPARK_SAMPLES)
  expect(board.latest(machine.key)?.atMs).toBe((SPARK_SAMPLES + 10) * 1000)
})

test('of a machine that nobody looks at only the last sample is kept', () => {
  const board = new MetricsBoard()
  board.apply([tick(1000, machine), tick(2000, machine), tick(3000, machine)])
  expect(board.series(machine.key).map(sample => sample.atMs)).toEqual([3000])
})

test('a snapshot replaces the samples of the machines that it names', () => {
  const board = new MetricsBoard()
  board.apply([tick(1000, machine, other)])
  board.apply([
    {
      type: 'snapshot',
      machines: [makeSample(machine, 9000, 1), makeSample(machine, 8000, 1)],
      hosts: [],
      samplers: [sampler],
    },
  ])
  expect(board.series(machine.key).map(sample => sample.atMs)).toEqual([8000, 9000])
  expect(board.series(other.key)).toHaveLength(1)
  board.keepOnly(key => key === machine.key)
  expect(board.series(other.key)).toHaveLength(0)
})

test('a tick in which the host told nothing of itself leaves no earlier value as if it were this one', () => {
  const board = new MetricsBoard()
  const heard = vi.fn()
  board.listen(hostId(0), heard)
  board.apply([{ ...tick(1000), host: makeHostSample(hostId(0), 1000) }])
  expect(board.host(hostId(0))?.atMs).toBe(1000)
  board.apply([tick(2000)])
  expect(board.host(hostId(0))).toBeUndefined()
  expect(heard).toHaveBeenCalledTimes(2)
})
