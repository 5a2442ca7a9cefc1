import { expect, test } from 'vitest'
import { domainState, domainStateName, domainStateReason, domainStates } from './domainStates.ts'

test('numbers and names agree', () => {
  for (const [name, number] of Object.entries(domainState)) expect(domainStates[number]).toBe(name)
})

test('reasons are those of the state', () => {
  expect(domainStateReason(domainState.paused, 5)).toBe('ioerror')
  expect(domainStateReason(domainState.shutoff, 6)).toBe('failed')
})

test('what libvirt may add later has a name too', () => {
  expect(domainStateName(99)).toBe('nostate')
  expect(domainStateReason(domainState.running, 99)).toBe('unknown')
})
