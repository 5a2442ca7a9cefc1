import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { initialState } from './sessionState.ts'
import { shownState } from './shownState.ts'

const none = { lastContactMs: null, roundTripMs: null }

test('times that a wall clock set back would put into the future are now', () => {
  const clock = new ManualClock()
  const now = clock.nowMs()
  const state = { ...initialState(now + 5_000), failures: 2 }
  const shown = shownState(state, { lastContactMs: now + 1, roundTripMs: 3 }, true, clock)
  expect(shown).toMatchObject({ sinceMs: now, lastContactMs: now, roundTripMs: 3, attempt: 2 })
})

test('the next try is told by the wall clock, and never in the past', () => {
  const clock = new ManualClock()
  const at = (retryAt: number | null) =>
    shownState({ ...initialState(clock.nowMs()), retryAt }, none, true, clock).retryAtMs
  expect(at(null)).toBeNull()
  expect(at(clock.monotonicMs() + 1_500)).toBe(Math.round(clock.nowMs() + 1_500))
  expect(at(clock.monotonicMs() - 1_500)).toBe(Math.round(clock.nowMs()))
})

test('a round trip is told of a live host alone', () => {
  const clock = new ManualClock()
  const state = initialState(clock.nowMs())
  expect(shownState(state, { lastContactMs: 1, roundTripMs: 3 }, false, clock)).toMatchObject({
    lastContactMs: 1,
    roundTripMs: null,
  })
})
