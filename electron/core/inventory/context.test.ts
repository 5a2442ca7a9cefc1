import { expect, test } from 'vitest'
import type { DomainUuid } from '../../../shared/ids.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { Touched } from './context.ts'

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DomainUuid

test('an event counts against what was asked before it, and for a while', () => {
  const clock = new ManualClock()
  const touched = new Touched(clock)
  const before = touched.now
  touched.touch(uuid(1))
  expect([touched.since(uuid(1), before), touched.since(uuid(1), touched.now)]).toEqual([true, false])
  expect([touched.within(uuid(1), 5_000), touched.since(uuid(2), before)]).toEqual([true, false])
  clock.advance(5_000)
  expect([touched.within(uuid(1), 5_000), touched.since(uuid(1), before)]).toEqual([false, true])
})

test('machines that came and went weeks ago are not remembered', () => {
  const clock = new ManualClock()
  const touched = new Touched(clock)
  for (let number = 0; number < 5_000; number++) {
    touched.touch(uuid(number))
    touched.touch(uuid(0))
    clock.advance(10_000)
  }
  expect(touched.size).toBeLessThan(100)
  expect(touched.within(uuid(0), 11_000)).toBe(true)
})
