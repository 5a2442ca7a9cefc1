import { expect, test } from 'vitest'
import { fleetHostId } from '../testing/fleet.ts'
import { temporaryStore } from '../testing/store.ts'
import { retentionOf, setRetention } from './retention.ts'
import type { FleetLogEvent } from './types.ts'

function event(atMs: number): FleetLogEvent {
  return {
    atMs,
    hostId: fleetHostId(1),
    host: 'kvm1',
    kind: 'lifecycle',
    key: null,
    subject: 'web',
    text: `e${atMs}`,
  }
}

test('the latest come oldest first', () => {
  using test = temporaryStore()
  const { events } = test.store
  expect(events.latest(10)).toEqual([])
  events.append([event(1), event(2)])
  events.append([])
  events.append([event(3)])
  expect(events.latest(2)).toEqual([event(2), event(3)])
  expect(events.latest(10)).toEqual([event(1), event(2), event(3)])
  expect(events.latest(0)).toEqual([])
})

test('only so many are kept, by what was said last', () => {
  using test = temporaryStore()
  const { events } = test.store
  const { eventsKept } = retentionOf(test.store.database)
  events.append(Array.from({ length: eventsKept }, (_, index) => event(index)))
  events.append([event(eventsKept), event(eventsKept + 1)])
  const all = events.latest(2 * eventsKept)
  expect(all.length).toBe(eventsKept)
  expect(all[0]).toEqual(event(2))
  expect(all.at(-1)).toEqual(event(eventsKept + 1))
  setRetention(test.store.database, { ...retentionOf(test.store.database), eventsKept: 3 })
  events.append([event(9_000)])
  expect(events.latest(10).map(({ atMs }) => atMs)).toEqual([eventsKept, eventsKept + 1, 9_000])
})
