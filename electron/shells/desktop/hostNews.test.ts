import { beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../core/testing/manualClock.ts'
import { type HostNews, HostNewsDesk, LOST_AFTER_MS, LOST_AFTER_WAKE_MS } from './hostNews.ts'
import { testHost, testQuestion } from './testing/hostViews.ts'

let clock: ManualClock
let told: string[]
let desk: HostNewsDesk
beforeEach(() => {
  clock = new ManualClock()
  told = []
  desk = new HostNewsDesk(clock, (news: HostNews) => told.push(`${news.name} ${news.kind}`))
})

test('a host that stays gone is told once, and once when it is back', () => {
  desk.see(testHost(1))
  desk.see(testHost(1, { phase: 'waiting' }))
  clock.advance(LOST_AFTER_MS - 1)
  expect(told).toEqual([])
  clock.advance(1)
  desk.see(testHost(1, { phase: 'connecting' }))
  desk.see(testHost(1, { phase: 'waiting' }))
  clock.advance(LOST_AFTER_MS * 3)
  expect(told).toEqual(['kvm1 lost'])
  desk.see(testHost(1))
  desk.see(testHost(1))
  expect(told).toEqual(['kvm1 lost', 'kvm1 back'])
})

test('a blink is no news, and neither is a host that was never live', () => {
  desk.see(testHost(1))
  desk.see(testHost(1, { phase: 'waiting' }))
  clock.advance(LOST_AFTER_MS - 1)
  desk.see(testHost(1))
  desk.see(testHost(2, { phase: 'waiting' }))
  clock.advance(LOST_AFTER_MS * 2)
  expect(told).toEqual([])
})

test('what a person disconnected or removed is not lost', () => {
  for (const index of [1, 2]) {
    desk.see(testHost(index))
    desk.see(testHost(index, { phase: 'waiting' }))
  }
  desk.see(testHost(1, { phase: 'disconnected' }))
  desk.forget(testHost(2).record.id)
  clock.advance(LOST_AFTER_MS * 2)
  desk.see(testHost(1))
  expect(told).toEqual([])
  expect(clock.pending).toBe(0)
})

test('a question is told once until it was answered', () => {
  const asking = testHost(1, { phase: 'blocked', question: testQuestion })
  desk.see(asking)
  desk.see(asking)
  expect(told).toEqual(['kvm1 asks'])
  desk.see(testHost(1))
  desk.see(asking)
  expect(told).toEqual(['kvm1 asks', 'kvm1 asks'])
})

test('blocked without a question is a host lost', () => {
  desk.see(testHost(1))
  desk.see(testHost(1, { phase: 'blocked' }))
  clock.advance(LOST_AFTER_MS)
  expect(told).toEqual(['kvm1 lost'])
})

test('sleep loses no host, and after it hosts have longer to come back', () => {
  desk.see(testHost(1))
  desk.see(testHost(2))
  desk.see(testHost(1, { phase: 'waiting' }))
  desk.sleep()
  desk.see(testHost(2, { phase: 'waiting' }))
  clock.advance(8 * 3_600_000)
  expect(told).toEqual([])
  desk.wake()
  clock.advance(LOST_AFTER_WAKE_MS - 1)
  expect(told).toEqual([])
  desk.see(testHost(1))
  clock.advance(1)
  expect(told).toEqual(['kvm2 lost'])
})

test('a host that is found dead soon after waking has the same patience', () => {
  desk.see(testHost(1))
  desk.sleep()
  desk.wake()
  clock.advance(5_000)
  desk.see(testHost(1, { phase: 'waiting' }))
  clock.advance(LOST_AFTER_MS)
  expect(told).toEqual([])
  clock.advance(LOST_AFTER_WAKE_MS)
  expect(told).toEqual(['kvm1 lost'])
})

test('closing leaves no timer', () => {
  desk.see(testHost(1))
  desk.see(testHost(1, { phase: 'waiting' }))
  desk.close()
  expect(clock.pending).toBe(0)
})
