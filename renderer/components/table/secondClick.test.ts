import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dropSecondClick } from './secondClick.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function clicksOn(button: HTMLElement) {
  let count = 0
  button.addEventListener('click', () => {
    count++
  })
  document.body.append(button)
  return {
    at: (clientX: number, clientY: number) =>
      button.dispatchEvent(new MouseEvent('click', { clientX, clientY, bubbles: true, cancelable: true })),
    count: () => count,
  }
}

test('a second click in the same place is dropped, and only that one', () => {
  const clicks = clicksOn(document.createElement('button'))
  dropSecondClick({ clientX: 100, clientY: 100 })
  clicks.at(102, 99)
  expect(clicks.count()).toBe(0)
  clicks.at(102, 99)
  expect(clicks.count()).toBe(1)
})

test('a click elsewhere, or later, is what it is', () => {
  const clicks = clicksOn(document.createElement('button'))
  dropSecondClick({ clientX: 100, clientY: 100 })
  clicks.at(100, 140)
  expect(clicks.count()).toBe(1)
  dropSecondClick({ clientX: 100, clientY: 100 })
  vi.advanceTimersByTime(600)
  clicks.at(100, 100)
  expect(clicks.count()).toBe(2)
})
