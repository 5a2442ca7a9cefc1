// @vitest-environment node
import { expect, test } from 'vitest'
import type { MachinesEvent } from '../../shared/contract/index.ts'
import { hostId, makeHost, makeMachine } from '../testing/fleetData.ts'
import {
  applyMachinesEvents,
  emptyMachines,
  loseMachines,
  type MachinesState,
  restartMachines,
} from './machines.ts'

const [first, second] = [makeHost(0), makeHost(1)]
const [a, b, c] = [makeMachine(first, 1), makeMachine(first, 2), makeMachine(second, 3)]
const whole = (machines: (typeof a)[]): MachinesEvent => ({ type: 'snapshot', machines, more: false })
const apply = (state: MachinesState, ...events: MachinesEvent[]) => applyMachinesEvents(state, events)
const keys = (state: MachinesState) => [...state.byKey.keys()].sort()

test('the first snapshot shows piece by piece', () => {
  const part = apply(emptyMachines, { type: 'snapshot', machines: [a], more: true })
  expect(keys(part)).toEqual([a.key])
  expect(part.ready).toBe(false)
  const all = apply(part, whole([b]))
  expect(keys(all)).toEqual([a.key, b.key].sort())
  expect(all.ready).toBe(true)
})

test('a later snapshot takes over whole, so that rows never vanish half way', () => {
  const before = apply(emptyMachines, whole([a, b]))
  const half = apply(restartMachines(before), { type: 'snapshot', machines: [b], more: true })
  expect(keys(half)).toEqual([a.key, b.key].sort())
  expect(keys(apply(half, whole([c])))).toEqual([b.key, c.key].sort())
})

test('a snapshot that was cut off leaves nothing behind in the next one', () => {
  const before = apply(emptyMachines, whole([a]))
  const cut = restartMachines(apply(restartMachines(before), { type: 'snapshot', machines: [b], more: true }))
  expect(keys(apply(cut, whole([c])))).toEqual([c.key])
})

test('changes and removals touch only what they name', () => {
  const before = apply(emptyMachines, whole([a, b, c]))
  const after = apply(
    before,
    { type: 'changed', machines: [{ ...b, name: 'renamed' }] },
    { type: 'removed', keys: [c.key] },
  )
  expect(after.byKey.get(b.key)?.name).toBe('renamed')
  expect(after.byKey.get(a.key)).toBe(before.byKey.get(a.key))
  expect(after.byKey.has(c.key)).toBe(false)
  expect(before.byKey.has(c.key)).toBe(true)
})

test('a dropped host makes all its machines stale and no other', () => {
  const before = apply(emptyMachines, whole([a, b, c]))
  const after = apply(before, { type: 'hostStale', hostId: hostId(0), stale: true, asOfMs: null })
  expect([a, b, c].map(({ key }) => after.byKey.get(key)?.stale)).toEqual([true, true, false])
  expect(after.byKey.get(a.key)?.asOfMs).toBe(a.asOfMs)
  expect(after.byKey.get(c.key)).toBe(c)
  const back = apply(after, { type: 'hostStale', hostId: hostId(0), stale: false, asOfMs: a.asOfMs + 5 })
  expect(back.byKey.get(a.key)).toMatchObject({ stale: false, asOfMs: a.asOfMs + 5 })
})

test('a change that arrives with the first piece is not lost to the second', () => {
  const state = apply(
    emptyMachines,
    { type: 'snapshot', machines: [a], more: true },
    { type: 'snapshot', machines: [b], more: false },
    { type: 'changed', machines: [{ ...a, state: 'crashed' }] },
  )
  expect(state.byKey.get(a.key)?.state).toBe('crashed')
})

test('when the core is gone every row is the last known one, and live again with the next snapshot', () => {
  const lost = loseMachines(apply(emptyMachines, whole([a, c])))
  expect([...lost.byKey.values()].every(machine => machine.stale)).toBe(true)
  const back = apply(restartMachines(lost), whole([a, c]))
  expect([...back.byKey.values()].some(machine => machine.stale)).toBe(false)
})
