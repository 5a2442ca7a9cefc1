import { expect, test } from 'vitest'
import { bounded, graphicsText, ioErrorText, lifecycleText, resourceText, watchdogText } from './eventText.ts'

test.each([
  [0, 1, 'Defined: changed'],
  [2, 1, 'Started: migrated here'],
  [3, 2, 'Paused: after an I/O error'],
  [5, 1, 'Stopped: forced off'],
  [6, 1, 'Shutting down: asked by the guest'],
  [8, 0, 'Crashed: guest panicked'],
  [5, 99, 'Stopped'],
  [42, 0, 'Lifecycle event 42'],
])('lifecycle %i, %i', (event, detail, text) => {
  expect(lifecycleText(event, detail)).toBe(text)
})

test('what a later libvirt may add is told by number', () => {
  expect(watchdogText(77)).toBe('Watchdog fired: action 77')
  expect(resourceText('pool', 99)).toBe('pool event 99')
  expect(graphicsText(1, { node: 'x' })).toBeNull()
  expect(ioErrorText({ srcPath: '', devAlias: 'vda', action: 0, reason: '' })).toBe(
    'I/O error on vda: it was ignored',
  )
  expect(ioErrorText({ srcPath: '/x', devAlias: 'vda', action: 2, reason: 'eio' })).toBe(
    'I/O error on /x (eio): the guest was told',
  )
})

test('what a host sends is cut where it is too long, between characters', () => {
  expect(bounded('short')).toBe('short')
  const cut = bounded('💾'.repeat(1000))
  expect(cut.length).toBeLessThanOrEqual(501)
  expect(cut.isWellFormed()).toBe(true)
})
