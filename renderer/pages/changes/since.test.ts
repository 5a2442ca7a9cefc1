import { expect, test } from 'vitest'
import { FIRST_LOOK_MS, parseSince, sinceMsOf } from './since.ts'

test.each([
  ['24h', { kind: 'ago', ms: 86_400_000 }],
  ['7d', { kind: 'ago', ms: 7 * 86_400_000 }],
  ['1760000000000', { kind: 'moment', atMs: 1_760_000_000_000 }],
  ['2026-01-15T12:00:00Z', { kind: 'moment', atMs: Date.UTC(2026, 0, 15, 12) }],
  ['lastVisit', { kind: 'lastVisit' }],
  [undefined, { kind: 'lastVisit' }],
  ['nonsense', { kind: 'lastVisit' }],
])('%s', (text, since) => {
  expect(parseSince(text)).toEqual(since)
})

test('the last visit, a day at the first, and nothing while it is not known', () => {
  const now = 10 * FIRST_LOOK_MS
  expect(sinceMsOf({ kind: 'lastVisit' }, now, undefined)).toBeNull()
  expect(sinceMsOf({ kind: 'lastVisit' }, now, null)).toBe(9 * FIRST_LOOK_MS)
  expect(sinceMsOf({ kind: 'lastVisit' }, now, 77)).toBe(77)
  expect(sinceMsOf({ kind: 'ago', ms: 5 }, now, undefined)).toBe(now - 5)
  expect(sinceMsOf({ kind: 'moment', atMs: 3 }, now, undefined)).toBe(3)
})
