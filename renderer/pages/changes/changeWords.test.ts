import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { Change } from '../../../shared/models/change.ts'
import { changeText, uncertainSince } from './changeWords.ts'

const change = (more: Partial<Change>): Change => ({
  id: 1,
  atMs: 10_000_000,
  afterMs: 9_990_000,
  hostId: 'h' as HostId,
  kind: 'machine',
  key: 'k',
  subject: 'web',
  change: 'changed',
  fields: [],
  times: 1,
  host: 'kvm1',
  siteId: null,
  machine: null,
  present: true,
  ...more,
})
const state = (from: string, to: string, reason: string | null = null) => ({
  kind: 'state' as const,
  fields: [
    { field: 'state', from, to },
    { field: 'reason', from: null, to: reason },
  ],
})

test('coming, going and changing in words', () => {
  expect(changeText(change({ change: 'appeared' }))).toBe('appeared')
  expect(changeText(change({ change: 'went' }))).toBe('is gone')
  expect(changeText(change({ kind: 'definition' }))).toBe('definition changed')
  expect(changeText(change(state('running', 'shutoff', 'destroyed')))).toBe('Running → Off (forced off)')
  expect(changeText(change({ ...state('running', 'running'), times: 4 }))).toBe(
    'was otherwise in between, and is again: Running · 4 times',
  )
  const fields = [
    { field: 'capacityBytes', from: 2 ** 30, to: 2 ** 31 },
    { field: 'autostart', from: true, to: false },
    { field: 'path', from: null, to: '/srv' },
  ]
  expect(changeText(change({ kind: 'pool', fields }))).toBe(
    'capacity: 1 GiB → 2 GiB · autostart: yes → no · path: unknown → /srv',
  )
})

test('a host that was away does not know when', () => {
  expect(uncertainSince(change({}))).toBeNull()
  expect(uncertainSince(change({ afterMs: 100 }))).toBe(100)
  expect(uncertainSince(change({ afterMs: null }))).toBeNull()
})
