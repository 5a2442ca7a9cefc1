import { expect, test, vi } from 'vitest'
import { createLog } from './log.ts'
import { PersonSettings } from './personSettings.ts'
import { temporaryStore } from './testing/store.ts'

const open = () => {
  const owned = temporaryStore()
  const settings = new PersonSettings(owned.store.settings, createLog('silent'))
  return { settings, [Symbol.dispose]: () => owned[Symbol.dispose]() }
}

test('keeps a value by its key and tells every change of it', () => {
  using person = open()
  const { settings } = person
  const heard = vi.fn()
  const stop = settings.onSet(heard)
  settings.set('language', 'de')
  settings.set('language', undefined)
  stop()
  settings.set('language', 'en')
  expect(heard.mock.calls).toEqual([
    ['language', 'de'],
    ['language', null],
  ])
  expect(settings.get('language')).toBe('en')
  expect(settings.get('another')).toBeNull()
})

test('refuses what is too large and tells nobody', () => {
  using person = open()
  const heard = vi.fn()
  person.settings.onSet(heard)
  expect(() => person.settings.set('view', 'x'.repeat(100_001))).toThrow('too large')
  expect(heard).not.toHaveBeenCalled()
})

test('a listener that fails keeps the news from nobody', () => {
  using person = open()
  const heard = vi.fn()
  person.settings.onSet(() => {
    throw new Error('a bug')
  })
  person.settings.onSet(heard)
  person.settings.set('language', 'de')
  expect(heard).toHaveBeenCalledOnce()
})
