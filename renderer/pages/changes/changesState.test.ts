import { expect, test } from 'vitest'
import type { ChangesEvent } from '../../../shared/contract/index.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { Change } from '../../../shared/models/change.ts'
import { applyChangesEvents, noChanges } from './changesState.ts'

const change = (id: number, atMs: number, times = 1): Change => ({
  id,
  atMs,
  afterMs: null,
  hostId: 'h' as HostId,
  kind: 'pool',
  key: 'k',
  subject: 'default',
  change: 'changed',
  fields: [],
  times,
  host: 'kvm1',
  siteId: null,
  machine: null,
  present: true,
})
const snapshot = (changes: Change[]): ChangesEvent => ({
  type: 'snapshot',
  changes,
  more: false,
  beganMs: 1,
  hosts: [],
})

test('what changes again replaces its row and moves up; the others stay the same rows', () => {
  const first = applyChangesEvents(noChanges, [snapshot([change(2, 20), change(1, 10)])])
  expect(first.ready).toBe(true)
  const second = applyChangesEvents(first, [
    { type: 'changed', changes: [change(1, 30, 2), change(3, 25)], hosts: [] },
  ])
  expect(second.rows.map(({ change: { id, times } }) => [id, times])).toEqual([
    [1, 2],
    [3, 1],
    [2, 1],
  ])
  expect(second.rows[2]).toBe(first.rows[0])
  const same = applyChangesEvents(second, [{ type: 'changed', changes: [], hosts: [] }])
  expect(same.rows).toBe(second.rows)
})

test('a new snapshot forgets what was there', () => {
  const first = applyChangesEvents(noChanges, [snapshot([change(1, 10)])])
  expect(applyChangesEvents(first, [snapshot([])]).rows).toEqual([])
})
