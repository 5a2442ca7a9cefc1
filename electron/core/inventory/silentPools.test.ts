import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { SilentPools } from './silentPools.ts'

const MINUTE_MS = 60_000

test('silent pools are asked ever more seldom, but every hour, whichever of them it is', () => {
  const clock = new ManualClock()
  const pools = new SilentPools(clock)
  pools.unanswered('a')
  pools.unanswered('b')
  const pauses: number[] = []
  for (let question = 0; question < 12; question++) {
    let minutes = 0
    // Somebody connects every minute.
    for (; !pools.isDue('a') || minutes === 0; minutes++) clock.advance(MINUTE_MS)
    pauses.push(minutes)
    pools.unanswered(question % 2 === 0 ? 'a' : 'b')
  }
  expect(pauses).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60])
})

test('once one has answered the others are asked at once', () => {
  const clock = new ManualClock()
  const pools = new SilentPools(clock)
  for (const uuid of ['a', 'b']) pools.unanswered(uuid)
  clock.advance(MINUTE_MS)
  pools.unanswered('b')
  expect(pools.isDue('b')).toBe(false)
  pools.answered('c')
  expect(pools.isDue('b')).toBe(false)
  pools.answered('a')
  expect([pools.has('a'), pools.has('b'), pools.isDue('b')]).toEqual([false, true, true])
  pools.answered('b')
  clock.advance(MINUTE_MS)
  pools.unanswered('a')
  expect(pools.isDue('a')).toBe(true)
})

test('what another run found silent is asked at once, what this one found as it says', () => {
  const clock = new ManualClock()
  const pools = new SilentPools(clock)
  pools.remember(['a', 'b'])
  expect([pools.has('a'), pools.has('b'), pools.isDue('b')]).toEqual([true, true, true])
  clock.advance(MINUTE_MS)
  pools.unanswered('a')
  pools.remember(['c'])
  expect([pools.has('c'), pools.isDue('a')]).toEqual([false, false])
})

test('the one that a person wants is asked at once and before the others, once', () => {
  const clock = new ManualClock()
  const pools = new SilentPools(clock)
  for (const uuid of ['a', 'b']) pools.unanswered(uuid)
  clock.advance(MINUTE_MS)
  pools.unanswered('a')
  const due = () => ['a', 'b'].map(uuid => pools.isDue(uuid))
  expect(due()).toEqual([false, false])
  pools.want('b')
  expect(due()).toEqual([false, true])
  pools.unanswered('b')
  expect(due()).toEqual([false, false])
  pools.want('b')
  pools.unwant('a')
  expect(due()).toEqual([false, true])
  pools.answered('b')
  expect([pools.has('b'), pools.isDue('a')]).toEqual([false, true])
})
