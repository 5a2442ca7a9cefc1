import { expect, test } from 'vitest'
import { Beat } from './beat.ts'

const often = (beat: Beat, times: number, tookMs: number) => {
  for (let time = 0; time < times; time++) beat.took(tookMs)
}

test('a tick that takes more than half the interval doubles it, up to a bound', () => {
  const beat = new Beat(2000)
  beat.took(1000)
  expect([beat.intervalMs, beat.slowed]).toEqual([2000, false])
  beat.took(1001)
  expect([beat.intervalMs, beat.slowed]).toEqual([4000, true])
  often(beat, 20, 100_000)
  expect(beat.intervalMs).toBe(32_000)
})

test('it comes back step by step after several good ticks, and not before', () => {
  const beat = new Beat(2000)
  often(beat, 2, 10_000)
  expect(beat.intervalMs).toBe(8000)
  often(beat, 4, 100)
  beat.took(2500)
  expect(beat.intervalMs).toBe(8000)
  often(beat, 5, 100)
  expect(beat.intervalMs).toBe(4000)
  often(beat, 5, 100)
  expect([beat.intervalMs, beat.slowed]).toEqual([2000, false])
})

test('another wanted interval keeps the lengthening in proportion', () => {
  const beat = new Beat(2000)
  beat.took(1500)
  beat.want(10_000)
  expect([beat.intervalMs, beat.slowed]).toEqual([20_000, true])
  beat.want(60_000)
  expect([beat.intervalMs, beat.slowed]).toEqual([60_000, false])
})

test('the next tick is on the grid: one that was missed is not made up for', () => {
  const beat = new Beat(2000)
  expect(beat.delayAfter(300)).toBe(1700)
  expect(beat.delayAfter(2000)).toBe(2000)
  expect(beat.delayAfter(7300)).toBe(700)
})
