// @vitest-environment node
import { afterEach, expect, test } from 'vitest'
import { builtInUnits, chooseUnits } from '../../../shared/unitChoices.ts'
import { axisFor, roundUp, timeTicks } from './axis.ts'
import { barText } from './barText.ts'
import { runs } from './canvas.ts'
import { thinned } from './ChartTable.tsx'
import { endLabels, geometryOf, hasEndLabels, timeAt, xOf } from './geometry.ts'
import { type ChartSeries, largestOf, nearest, pointsIn, pointsOf } from './series.ts'

afterEach(() => chooseUnits(builtInUnits))

interface Sample {
  atMs: number
  a: number | null
  b: number | null
}
const series: ChartSeries<Sample>[] = [
  { id: 'a', name: 'A', value: sample => sample.a },
  { id: 'b', name: 'B', value: sample => sample.b },
]
const sample = (atMs: number, a: number | null = 1, b: number | null = 2): Sample => ({ atMs, a, b })

test('an axis has one unit and round marks', () => {
  const rate = axisFor('rate', 3.9 * 1024 ** 2, null)
  expect(rate.unit).toBe('MiB/s')
  expect(rate.ticks.map(rate.mark)).toEqual(['0', '2', '4'])
  expect([rate.format(null), rate.format(1024 ** 2)]).toEqual(['–', '1 MiB/s'])
  const memory = axisFor('bytes', 1, 16 * 1024 ** 3)
  expect(memory.ticks.map(memory.mark)).toEqual(['0', '8', '16'])
  expect(axisFor('percent', 250, null).ticks).toEqual([0, 200, 400])
  expect(axisFor('bytes', 20, 16).ticks[2]).toBe(20)
  expect(axisFor('count', 0, null).ticks).toEqual([0, 1, 2])
  expect([0.3, 1, 3.9, 6.01, 99].map(roundUp)).toEqual([0.4, 1, 4, 10, 100])
})

test('an axis is in the units that the person wants, its marks round in them', () => {
  chooseUnits({ ...builtInUnits, networkRates: 'bits', sizes: 'decimal', timeZone: 'utc', clock: '24h' })
  const network = axisFor('networkRate', 480_000, null)
  expect([network.unit, ...network.ticks.map(network.mark)]).toEqual(['Mbit/s', '0', '2', '4'])
  expect(network.format(125_000)).toBe('1 Mbit/s')
  expect(axisFor('rate', 3.9e6, null).ticks).toEqual([0, 2e6, 4e6])
  const from = Date.UTC(2026, 10, 22, 11, 59)
  const { ticks, format } = timeTicks(from, from + 7_200_000, 3)
  expect(ticks.map(format)).toEqual(['12:00', '13:00'])
})

test('time is marked at round moments, no more than there is room for', () => {
  const from = new Date(2026, 10, 22, 11, 59, 53).getTime()
  const minutes = timeTicks(from, from + 180_000, 5)
  expect(minutes.ticks.map(at => (at - from) / 1000)).toEqual([7, 67, 127])
  expect(timeTicks(from, from + 86_400_000 * 3, 4).ticks.every(at => new Date(at).getHours() === 0)).toBe(
    true,
  )
  expect(timeTicks(from, from, 5).ticks.length).toBeLessThan(2)
  expect(timeTicks(from, from + 1e13, 3).ticks.length).toBeLessThanOrEqual(4)
})

test('a pause in the samples is a hole in the lines', () => {
  const points = pointsOf(
    [1000, 2000, 3000, 30_000, 31_000].map(at => sample(at)),
    series,
  )
  expect(points.filter(point => point.values[0] === null)).toEqual([{ atMs: 4000, values: [null, null] }])
  expect(runs([null, 1, 2, null, 3])).toEqual([
    [1, 2],
    [4, 4],
  ])
  expect(runs([null, null])).toEqual([])
})

test('a range keeps the neighbours that its lines come from and go to', () => {
  const points = pointsOf(
    [0, 10, 20, 30, 40].map(at => sample(at)),
    series,
  )
  const at = (from: number, to: number) => pointsIn(points, from, to).map(point => point.atMs)
  expect(at(15, 25)).toEqual([10, 20, 30])
  expect(at(-5, 5)).toEqual([0, 10])
  expect(at(100, 200)).toEqual([])
  expect([nearest(points, 14)?.atMs, nearest(points, 16)?.atMs, nearest(points, 999)?.atMs]).toEqual([
    10, 20, 40,
  ])
  expect(nearest([], 5)).toBeUndefined()
})

test('a stack reaches as high as all of its lines', () => {
  const points = pointsOf([sample(0, 3, 4), sample(1, null, 5)], series)
  expect([largestOf(points, false), largestOf(points, true)]).toEqual([5, 7])
})

test('the last values stand at the lines’ ends without lying on each other', () => {
  const axis = axisFor('percent', 0, 100)
  const geometry = geometryOf({ width: 400, height: 132 }, 0, 100)
  expect(hasEndLabels(geometry, 400)).toBe(true)
  const labels = endLabels({ atMs: 0, values: [1, 0, null, 2] }, geometry, axis)
  expect(labels.map(label => label.text)).toEqual(['2 %', '1 %', '0 %'])
  const places = labels.map(label => label.y)
  expect(places[2]).toBeLessThanOrEqual(112)
  expect(places.slice(1).every((y, index) => y - (places[index] ?? 0) >= 13)).toBe(true)
  expect(hasEndLabels(geometryOf({ width: 200, height: 132 }, 0, 1), 200)).toBe(false)
})

test('a place is a moment and back', () => {
  const geometry = geometryOf({ width: 400, height: 132 }, 1000, 2000)
  expect(timeAt(geometry, xOf(geometry, 1234))).toBeCloseTo(1234)
  expect([timeAt(geometry, -50), timeAt(geometry, 9999)]).toEqual([1000, 2000])
})

test('a table for listening is short and ends with the newest', () => {
  expect(thinned([1, 2, 3], 5)).toEqual([1, 2, 3])
  const long = thinned(
    Array.from({ length: 500 }, (_, index) => index),
    30,
  )
  expect([long.length, long[0], long.at(-1)]).toEqual([30, 0, 499])
})

test('a bar says how full, and what was promised beyond it', () => {
  const gib = 1024 ** 3
  expect(barText({ value: 6 * gib, of: 8 * gib })).toBe('6 GiB of 8 GiB, 75 %')
  expect(barText({ value: 6 * gib, of: 8 * gib, promised: 12 * gib })).toBe(
    '6 GiB of 8 GiB, 75 %; 12 GiB promised (150 %)',
  )
  expect([barText({ value: null, of: 1 }), barText({ value: 0, of: 0 })]).toEqual(['–', '0 B of 0 B'])
})
