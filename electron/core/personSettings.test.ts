import { expect, test, vi } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { ownerAccess } from './access/owner.ts'
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

const seatOf = (id: string, isOwner: boolean, shell: 'desktop' | 'headless' = 'headless') => ({
  shell,
  access: { ...ownerAccess, isOwner, person: { id: id as PersonId, name: id } },
})

test('each person has their own; an owner keeps what was there before there were people', () => {
  using person = open()
  const { settings } = person
  settings.set('view', { theme: 'dark' })
  const [ada, ben] = [settings.of(seatOf('ada', true)), settings.of(seatOf('ben', false))]
  expect(ada.get('view')).toEqual({ theme: 'dark' })
  expect(ben.get('view')).toBeNull()
  ben.set('view', { theme: 'light' })
  expect(ada.get('view')).toEqual({ theme: 'dark' })
  ada.set('view', { theme: 'auto' })
  expect(ben.get('view')).toEqual({ theme: 'light' })
  expect(settings.get('view')).toEqual({ theme: 'dark' })
})

test('a person hears of their own changes only', () => {
  using person = open()
  const { settings } = person
  const [ada, ben] = [settings.of(seatOf('ada', true)), settings.of(seatOf('ben', false))]
  const heard = vi.fn()
  const stop = ada.onSet(heard)
  ben.set('view', { theme: 'light' })
  settings.set('view', { theme: 'auto' })
  ada.set('view', { theme: 'dark' })
  stop()
  ada.set('view', null)
  expect(heard.mock.calls).toEqual([['view', { theme: 'dark' }]])
})

test('whoever sits at the desktop says what its shell does', () => {
  using person = open()
  const heard = vi.fn()
  person.settings.onSet(heard)
  person.settings.of(seatOf('ben', false, 'desktop')).set('desktop', { tray: false })
  expect(person.settings.get('desktop')).toEqual({ tray: false })
  expect(heard).toHaveBeenCalledWith('desktop', { tray: false })
  person.settings.of(seatOf('ben', false, 'desktop')).set('savedViews', [1])
  expect(person.settings.get('savedViews')).toBeNull()
})
