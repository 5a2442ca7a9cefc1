import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

/** A link that carries one answer every `eachMs`, `awayMs` long: asks `count` things at the given pace. */
function ask(pace: Pace, count: number, eachMs: number, awayMs: number) {
  const underWay: { askedAtMs: number; answeredAtMs: number }[] = []
  let [nowMs, freeAtMs, left, most] = [0, 0, count, 0]
  while (left > 0 || underWay.length > 0) {
    while (left > 0 && underWay.length < pace.limit) {
      left -= 1
      freeAtMs = Math.max(freeAtMs, nowMs + awayMs) + eachMs
      underWay.push({ askedAtMs: nowMs, answeredAtMs: freeAtMs })
    }
    most = Math.max(most, underWay.length)
    const next = underWay.shift()
    if (next === undefined) break
    nowMs = next.answeredAtMs
    pace.answered(next.askedAtMs, nowMs)
  }
  return { endedAtMs: nowMs, most, behindMs: pace.limit * eachMs }
}

test('a fast link soon carries as much as may be', () => {
  const pace = new Pace(50)
  expect(pace.limit).toBe(10)
  const { endedAtMs, most } = ask(pace, 1_000, 1, 50)
  expect(most).toBe(50)
  // Never idle but while the pace grows.
  expect(endedAtMs).toBeLessThan(1_400)
})

test('a slow link carries all of it, with little of it ahead of what else is asked', () => {
  const pace = new Pace(50)
  const { endedAtMs, behindMs } = ask(pace, 200, 750, 600)
  expect(behindMs).toBeLessThanOrEqual(3_000)
  expect(endedAtMs).toBeLessThan(200 * 750 * 1.1)
})

test('one late answer among soon ones halves it once, and it grows again', () => {
  const pace = new Pace(50)
  for (let at = 0; at < 100; at++) pace.answered(at, at + 20)
  expect(pace.limit).toBe(50)
  for (const askedAtMs of [100, 101, 102]) pace.answered(askedAtMs, 3_000)
  expect(pace.limit).toBe(25)
  for (let at = 0; at < 2_000; at++) pace.answered(4_000 + at, 4_020 + at)
  expect(pace.limit).toBe(50)
})

test('never more than its most, nor less than it takes to go on', () => {
  const pace = new Pace(1)
  for (let at = 0; at < 10; at++) pace.answered(at * 10_000, at * 10_000 + 5 * at * 1_000)
  expect(pace.limit).toBe(1)
})
