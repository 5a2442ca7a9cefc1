import { expect, test } from 'vitest'
import { VISIT_MS, VISIT_SETTING, visit } from './visit.ts'

function settings(kept: Map<string, unknown> = new Map()) {
  return {
    kept,
    get: (key: string): unknown => kept.get(key) ?? null,
    set: (key: string, value: unknown) => void kept.set(key, value),
  }
}

test('a visit reaches back to the end of the one before, however often one looks during it', () => {
  const own = settings()
  expect(visit(own, 1_000)).toBeNull()
  expect(visit(own, 2_000)).toBeNull()
  const next = 2_000 + VISIT_MS
  expect(visit(own, next)).toBe(2_000)
  expect(visit(own, next + VISIT_MS - 1)).toBe(2_000)
  expect(visit(own, next + 3 * VISIT_MS)).toBe(next + VISIT_MS - 1)
})

test('what cannot be read is a first visit', () => {
  expect(visit(settings(new Map([[VISIT_SETTING, 'broken']])), 5)).toBeNull()
})
