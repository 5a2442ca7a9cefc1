import { expect, test, vi } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import type { ForbiddenHours } from '../../../shared/models/policies.ts'
import { forbiddenUntil, momentWords, windowEnd } from './hours.ts'
import { zoneAt } from './zone.ts'

const site = '11111111-1111-4111-8111-111111111111' as SiteId
const other = '22222222-2222-4222-8222-222222222222' as SiteId
/** 2026-11-23 is a Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime()
const office: ForbiddenHours = { days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1080, siteId: null }
const night: ForbiddenHours = { days: [1], fromMinute: 1320, toMinute: 360, siteId: null }

test('a window of a day covers its minutes and not the one it ends with', () => {
  expect(windowEnd(office, at(23, 7, 59))).toBeNull()
  expect(windowEnd(office, at(23, 8))).toBe(at(23, 18))
  expect(windowEnd(office, at(23, 17, 59))).toBe(at(23, 18))
  expect(windowEnd(office, at(23, 18))).toBeNull()
  expect(windowEnd(office, at(22, 12))).toBeNull()
})

test('a window over midnight belongs to the day it begins on', () => {
  expect(windowEnd(night, at(23, 23))).toBe(at(24, 6))
  expect(windowEnd(night, at(24, 5, 59))).toBe(at(24, 6))
  expect(windowEnd(night, at(24, 23))).toBeNull()
  expect(windowEnd(night, at(23, 5))).toBeNull()
})

test('a window whose ends are the same is a whole day', () => {
  expect(windowEnd({ ...night, fromMinute: 0, toMinute: 0 }, at(23, 0))).toBe(at(24, 0))
  expect(windowEnd({ ...night, fromMinute: 0, toMinute: 0 }, at(24, 0))).toBeNull()
})

test('windows that touch are one, and a site’s own holds only below it', () => {
  const evening = { ...office, fromMinute: 1080, toMinute: 1200 }
  expect(forbiddenUntil([office, evening], [], at(23, 12))).toBe(at(23, 20))
  const there = { ...office, siteId: site }
  expect(forbiddenUntil([there], [other], at(23, 12))).toBeNull()
  expect(forbiddenUntil([there], [other, site], at(23, 12))).toBe(at(23, 18))
  expect(forbiddenUntil([], [site], at(23, 12))).toBeNull()
})

test('hours that never end are said to end in weeks, not sought for ever', () => {
  const always = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 0, siteId: null }
  expect(forbiddenUntil([always], [], at(23, 12))).toBeGreaterThan(at(23, 12) + 14 * 86_400_000)
})

test('a moment is said with its day, and in whose zone it is meant', () => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  expect(momentWords(at(23, 18))).toBe(`Mon 23 Nov, 18:00 (${timeZone})`)
})

test('a zone is told as it is then, summer time included', () => {
  vi.stubEnv('TZ', 'Europe/Berlin')
  expect(zoneAt(Date.UTC(2026, 10, 23))).toEqual({ name: 'Europe/Berlin', offsetMinutes: 60 })
  expect(zoneAt(Date.UTC(2026, 6, 23))).toEqual({ name: 'Europe/Berlin', offsetMinutes: 120 })
  vi.unstubAllEnvs()
})
