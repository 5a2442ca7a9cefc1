import { expect, test } from 'vitest'
import { makeHost, makeMachine, makeSample } from '../testing/fleetData.ts'
import { SPARK_SAMPLES } from './metrics.ts'
import { lineOf } from './sparkLine.ts'

const machine = { ...makeMachine(makeHost(0), 10), state: 'running' as const }
const at = (...moments: number[]) => moments.map(atMs => makeSample(machine, atMs, 1))

test('a line has a gap where nothing was measured and where no sample came', () => {
  const samples = at(1000, 2000, 3000, 4000, 5000)
  expect(lineOf(samples)).toEqual(samples.map(({ cpuPercent }) => cpuPercent))
  const unmeasured = samples.map(sample => (sample.atMs === 3000 ? { ...sample, cpuPercent: null } : sample))
  expect(lineOf(unmeasured).map(value => value === null)).toEqual([false, false, true, false, false])
  const late = [...samples, ...at(20_000, 21_000)]
  expect(lineOf(late).map(value => value === null)).toEqual([...Array(5).fill(false), true, false, false])
  expect(lineOf([])).toEqual([])
})

test('the same samples are the same line, and no line is longer than its place', () => {
  const samples = at(
    ...Array.from({ length: SPARK_SAMPLES }, (_, index) => (index < 20 ? 0 : 60_000) + index * 1000),
  )
  expect(lineOf(samples)).toBe(lineOf(samples))
  expect(lineOf(samples)).toHaveLength(SPARK_SAMPLES)
  expect(lineOf(samples).at(-1)).toBe(samples.at(-1)?.cpuPercent)
})
