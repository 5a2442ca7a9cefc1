// @vitest-environment node
import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { builtInUnits, chooseUnits } from '../../shared/unitChoices.ts'
import {
  formatClock,
  formatDay,
  formatMinute,
  formatMoment,
  formatRecent,
  momentInput,
  readMomentInput,
  timeMarks,
  weekdayName,
} from './format.ts'
import { speak } from './index.ts'

afterEach(async () => {
  chooseUnits(builtInUnits)
  await speak('en')
})

const at = Date.UTC(2026, 10, 22, 19, 5, 9)
const plain = (text: string) => text.replaceAll('\u202f', ' ')

test('in UTC every time says so, and days have no clock', () => {
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '24h' })
  expect(formatClock(at)).toBe('19:05:09 UTC')
  expect(formatMoment(at)).toBe('Nov 22, 2026, 19:05:09 UTC')
  expect(formatMinute(at)).toBe('Nov 22, 19:05 UTC')
  expect(formatDay(at)).toBe('Nov 22, 2026')
})

test('the clock is the language’s unless one was chosen', async () => {
  chooseUnits({ ...builtInUnits, timeZone: 'utc' })
  expect(plain(formatClock(at))).toBe('07:05:09 PM UTC')
  await speak('de')
  expect(formatClock(at)).toBe('19:05:09 UTC')
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '12h' })
  expect(plain(formatClock(at))).toBe('07:05:09 PM UTC')
})

test('a moment of today is its time, of any other day its day too', () => {
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '24h' })
  expect(formatRecent(at, at + 3_600_000)).toBe('19:05:09 UTC')
  expect(formatRecent(at, at + 86_400_000)).toBe('11/22/26, 19:05:09 UTC')
})

test('the marks of an axis say what differs', () => {
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '24h' })
  expect(timeMarks({ day: false, clock: true, seconds: true })(at)).toBe('19:05:09')
  expect(timeMarks({ day: true, clock: false, seconds: false })(at)).toBe('Nov 22')
})

test.each(['local', 'utc'] as const)('a moment typed in %s time is read as it was shown', timeZone => {
  chooseUnits({ ...builtInUnits, timeZone })
  const minute = at - (at % 60_000)
  expect(readMomentInput(momentInput(minute))).toBe(minute)
  expect(readMomentInput('')).toBeNaN()
  if (timeZone === 'utc') expect(momentInput(minute)).toBe('2026-11-22T19:05')
})

test('days of the week begin with Sunday', () => {
  expect([0, 1, 6].map(weekdayName)).toEqual(['Sun', 'Mon', 'Sat'])
})

test('nothing of the window writes numbers, quantities or times by itself', () => {
  const own =
    /Intl\.(?:DateTime|Number|RelativeTime)Format|toLocale(?:String|DateString|TimeString)|\.toFixed\(/
  // The texts themselves can't ask `format.ts`, which asks them for the language.
  const writers = new Set(['renderer/words/format.ts', 'renderer/words/numberInText.ts'])
  const files = globSync('renderer/**/*.{ts,tsx}').filter(
    file => !file.includes('.test.') && !file.includes('/testing/') && !writers.has(file),
  )
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter(file => own.test(readFileSync(file, 'utf8')))).toEqual([])
})
