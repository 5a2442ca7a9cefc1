import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { FleetLogEvent } from '../store/index.ts'
import { EVENTS_KEPT, EventLog } from './eventLog.ts'

const event = (atMs: number): FleetLogEvent => ({
  ...{ atMs, hostId: 'h' as HostId, host: 'h', kind: 'lifecycle', key: null },
  ...{ subject: 's', text: 't' },
})

test('keeps the last few thousand, oldest first, and tells each', () => {
  const log = new EventLog([event(-2), event(-1)])
  const told: number[] = []
  const stop = log.onEvent(({ atMs }) => told.push(atMs))
  const many = EVENTS_KEPT * 3
  for (let at = 0; at < many; at++) log.add(event(at))
  const kept = log.list().map(({ atMs }) => atMs)
  expect(kept).toHaveLength(EVENTS_KEPT)
  expect([kept[0], kept.at(-1)]).toEqual([many - EVENTS_KEPT, many - 1])
  expect(told).toHaveLength(many)
  stop()
  log.add(event(many))
  expect(told).toHaveLength(many)
})

test('begins with what was stored', () => {
  expect(new EventLog([event(1), event(2)]).list().map(({ atMs }) => atMs)).toEqual([1, 2])
})
