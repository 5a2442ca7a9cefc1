import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtInUnits, chooseUnits } from '../../../shared/unitChoices.ts'
import { minuteText, secondText, timeTitle } from './when.ts'

// Other files of this process may have left their choice.
beforeEach(() => chooseUnits(builtInUnits))
afterEach(() => chooseUnits(builtInUnits))

const morning = Date.UTC(2026, 0, 5, 0, 7, 9)
const evening = Date.UTC(2026, 10, 22, 19, 30, 0)

test('times are of this computer unless UTC was chosen, which their titles say', () => {
  const offsetMs = new Date(morning).getTimezoneOffset() * 60_000
  expect(minuteText(morning + offsetMs)).toBe('2026-01-05 00:07')
  expect(timeTitle('SEEN')).toBe('SEEN')
  chooseUnits({ ...builtInUnits, timeZone: 'utc' })
  expect(secondText(morning)).toBe('2026-01-05 00:07:09')
  expect(timeTitle('SEEN')).toBe('SEEN (UTC)')
})

test('the clock of twelve hours has midnight at twelve', () => {
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '12h' })
  expect([minuteText(morning), minuteText(evening)]).toEqual(['2026-01-05 12:07 AM', '2026-11-22 07:30 PM'])
  chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: 'auto' })
  expect(minuteText(evening)).toBe('2026-11-22 19:30')
})
