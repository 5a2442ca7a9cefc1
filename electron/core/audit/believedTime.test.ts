import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { BelievedTime } from './believedTime.ts'

const DAY_MS = 86_400_000

test('time that passes is believed, and so is a clock that is set back or a little ahead', () => {
  const clock = new ManualClock()
  const time = new BelievedTime(clock, null)
  for (const move of [
    () => clock.advance(90 * DAY_MS),
    () => clock.jumpWall(-30 * DAY_MS),
    () => clock.jumpWall(2 * DAY_MS),
  ]) {
    move()
    expect(time.nowMs()).toBe(clock.nowMs())
  }
})

test('a leap ahead is believed only after the program ran for a day with it', () => {
  const clock = new ManualClock()
  const time = new BelievedTime(clock, null)
  const before = clock.nowMs()
  clock.jumpWall(3_000 * DAY_MS)
  expect(time.nowMs()).toBe(before)
  clock.advance(DAY_MS / 2)
  expect(time.nowMs()).toBe(before + DAY_MS / 2)
  clock.advance(DAY_MS / 2)
  expect(time.nowMs()).toBe(clock.nowMs())
})

test('a leap that is mended meanwhile was none', () => {
  const clock = new ManualClock()
  const time = new BelievedTime(clock, null)
  clock.jumpWall(3_000 * DAY_MS)
  time.nowMs()
  clock.jumpWall(-3_000 * DAY_MS)
  expect(time.nowMs()).toBe(clock.nowMs())
  clock.jumpWall(3_000 * DAY_MS)
  clock.advance(DAY_MS - 1)
  expect(time.nowMs(), 'the day begins anew').toBeLessThan(clock.nowMs())
})

test('at a start it is measured by what was last written', () => {
  const clock = new ManualClock()
  const lastMs = clock.nowMs() - 400 * DAY_MS
  const time = new BelievedTime(clock, lastMs)
  expect(time.nowMs()).toBe(lastMs)
  expect(new BelievedTime(clock, clock.nowMs() - DAY_MS).nowMs()).toBe(clock.nowMs())
})
