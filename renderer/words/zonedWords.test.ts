import { afterEach, expect, test } from 'vitest'
import { builtInUnits, chooseUnits } from '../../shared/unitChoices.ts'
import { behindUtcMs } from './format.ts'
import { isLiftedByBreakGlass, skipWords } from './skipWords.ts'
import { zonedMinute } from './zonedWords.ts'

afterEach(() => chooseUnits(builtInUnits))

const ms = Date.UTC(2026, 10, 22, 22, 59)
const own = -behindUtcMs(ms) / 60_000

test('a moment of the core is said once where both clocks show the same, and twice where they do not', () => {
  chooseUnits({ ...builtInUnits, clock: '24h', timeZone: 'utc' })
  expect(zonedMinute(ms, null)).toBe('Nov 22, 22:59 UTC')
  expect(zonedMinute(ms, { name: 'Etc/UTC', offsetMinutes: 0 })).toBe('Nov 22, 22:59 UTC')
  expect(zonedMinute(ms, { name: 'Asia/Kolkata', offsetMinutes: 330 })).toBe(
    'Nov 22, 22:59 UTC by your clock (Nov 23, 04:29 in Asia/Kolkata, where NovaCron runs)',
  )
  chooseUnits({ ...builtInUnits, timeZone: 'local' })
  expect(zonedMinute(ms, { name: 'Here', offsetMinutes: own })).not.toContain('Here')
})

test('a plan says why a host is opened read-only, and which of its reasons break-glass lifts', () => {
  const skip = { code: 'hostReadOnly', host: 'alpha', why: 'policy', site: 'North' } as const
  expect(skipWords(skip)).toBe('a policy opens North read-only, until somebody takes break-glass')
  expect(skipWords({ ...skip, why: 'configured' })).toBe('alpha is configured to be opened read-only')
  expect(skipWords({ code: 'hostReadOnly', host: 'alpha' })).toBe('alpha is opened read-only')
  expect(isLiftedByBreakGlass(skip)).toBe(true)
  expect(isLiftedByBreakGlass({ ...skip, why: 'configured' })).toBe(false)
  expect(isLiftedByBreakGlass({ code: 'hours', untilMs: ms })).toBe(true)
})
