import { expect, test } from 'vitest'
import { lifecycleMeaning } from './lifecycle.ts'

test.each([
  ['defined anew', 0, 1, { defined: true, renamed: false }],
  ['renamed, with the new name', 0, 2, { defined: true, renamed: true }],
  ['undefined', 1, 0, { undefined: true }],
  ['renamed, with the old name', 1, 1, { renamed: true }],
  ['started', 2, 0, { started: true, state: 'running', stateReason: 'booted', managedSave: false }],
  ['restored', 2, 2, { started: true, state: 'running', stateReason: 'restored', managedSave: false }],
  ['paused by an I/O error', 3, 2, { state: 'paused', stateReason: 'ioerror' }],
  ['resumed', 4, 0, { state: 'running', stateReason: 'unpaused' }],
  ['stopped by the guest', 5, 0, { stopped: true, state: 'shutoff', stateReason: 'shutdown' }],
  ['saved', 5, 4, { stopped: true, state: 'shutoff', stateReason: 'saved', managedSave: true }],
  ['shutting down', 6, 0, { state: 'shutdown', stateReason: 'user' }],
  ['suspended by its guest', 7, 0, { state: 'pmsuspended', stateReason: 'unknown' }],
  ['crashed', 8, 0, { state: 'crashed', stateReason: 'panicked' }],
  ['crashed in a way of tomorrow', 8, 9, { state: 'crashed', stateReason: 'unknown' }],
  ['something of tomorrow', 99, 0, {}],
])('%s', (_what, event, detail, meaning) => {
  expect(lifecycleMeaning(event, detail)).toEqual(meaning)
})
