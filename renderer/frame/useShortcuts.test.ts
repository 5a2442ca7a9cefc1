import { expect, test } from 'vitest'
import { shortcutOf } from './useShortcuts.ts'

const key = (name: string, more: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

test('single keys are the window’s only while nobody types', () => {
  expect(shortcutOf(key('/'), false)).toBe('filter')
  expect(shortcutOf(key('?'), false)).toBe('help')
  expect(shortcutOf(key('a'), false)).toBe('addHost')
  for (const each of ['/', '?', 'a']) expect(shortcutOf(key(each), true)).toBeNull()
})

test('the palette opens from anywhere, with either modifier', () => {
  expect(shortcutOf(key('k', { ctrlKey: true }), true)).toBe('palette')
  expect(shortcutOf(key('K', { metaKey: true }), false)).toBe('palette')
  expect(shortcutOf(key('k', { ctrlKey: true, altKey: true }), false)).toBeNull()
  expect(shortcutOf(key('k'), false)).toBeNull()
})
