import { expect, test } from 'vitest'
import { themeSource } from './theme.ts'

test('follows the window’s theme, and the system where none or nonsense is chosen', () => {
  expect(themeSource({ theme: 'dark', density: 'compact' })).toBe('dark')
  expect(themeSource({ theme: 'light' })).toBe('light')
  for (const view of [{ theme: 'auto' }, { theme: 'pink' }, {}, null, 'dark'])
    expect(themeSource(view)).toBe('system')
})
