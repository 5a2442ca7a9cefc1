import { afterEach, expect, test, vi } from 'vitest'

const key = 'A'.repeat(43)

afterEach(() => {
  localStorage.clear()
  history.replaceState(null, '', '/')
  vi.resetModules()
})
const fresh = async () => (await import('./pageKey.ts')).pageKey

test('the key that the link hands over is taken out of the address and known to later pages', async () => {
  history.replaceState(null, '', `/#pageKey=${key}`)
  expect((await fresh())()).toBe(key)
  expect(location.hash).toBe('')
  vi.resetModules()
  expect((await fresh())()).toBe(key)
})

test('a place of the window is no key, and stays where it is', async () => {
  history.replaceState(null, '', '/#/machines?where=pageKey')
  expect((await fresh())()).toBeNull()
  expect(location.hash).toBe('#/machines?where=pageKey')
})

test('a new link replaces the key of the former one', async () => {
  localStorage.setItem('pageKey', 'former')
  history.replaceState(null, '', `/#pageKey=${key}`)
  expect((await fresh())()).toBe(key)
  expect(localStorage.getItem('pageKey')).toBe(key)
})
