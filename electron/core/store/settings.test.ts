import { expect, test } from 'vitest'
import { temporaryStore } from '../testing/store.ts'

test('hold anything JSON can, and undefined removes', () => {
  using test = temporaryStore()
  const { settings } = test.store
  expect(settings.get('views')).toBeUndefined()
  for (const value of [{ a: [1, null, 'ä'] }, false, 0, '', null]) {
    settings.set('views', value)
    expect(settings.get('views')).toEqual(value)
  }
  settings.set('other', 1)
  settings.set('views', undefined)
  expect(settings.get('views')).toBeUndefined()
  expect(settings.get('other')).toBe(1)
})
