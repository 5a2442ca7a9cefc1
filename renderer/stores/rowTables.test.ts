import { expect, test } from 'vitest'
import type { HostId } from '../../shared/ids.ts'
import {
  agedRows,
  applyRows,
  applyTables,
  emptyState,
  emptyTables,
  lastSeen,
  type TablesSummary,
} from './rowTables.ts'

interface Row {
  key: string
  hostId: HostId
  n: number
}
type Tables = { a: Row[]; b: Row[] }
const hostId = 'host' as HostId
const nothing: Tables & { first: boolean; more: boolean; removed: string[] } = {
  first: false,
  more: false,
  removed: [],
  a: [],
  b: [],
}
const row = (key: string, n = 0): Row => ({ key, hostId, n })
const piece = (part: Partial<Tables & { first: boolean; more: boolean; removed: string[] }>) => ({
  type: 'rows' as const,
  ...nothing,
  ...part,
})

test('a snapshot takes over when it is whole, and what was there stays until then', () => {
  let state = emptyTables<Tables>({ a: new Map(), b: new Map() })
  state = applyRows(state, piece({ first: true, a: [row('old')] }))
  expect([state.ready, [...state.tables.a.keys()]]).toEqual([true, ['old']])
  state = applyRows(state, piece({ first: true, more: true, a: [row('new')] }))
  expect([...state.tables.a.keys()]).toEqual(['old'])
  state = applyRows(state, piece({ b: [row('other')] }))
  expect([[...state.tables.a.keys()], [...state.tables.b.keys()]]).toEqual([['new'], ['other']])
})

test('the pieces of a snapshot count in their order, and those of one that began anew not at all', () => {
  let state = emptyTables<Tables>({ a: new Map(), b: new Map() })
  state = applyRows(state, piece({ first: true, more: true, a: [row('dropped')] }))
  state = applyRows(state, piece({ first: true, more: true, a: [row('x'), row('y')] }))
  state = applyRows(state, piece({ more: true, a: [row('x', 1)], removed: ['y'] }))
  expect([state.ready, state.tables.a.size]).toEqual([false, 0])
  state = applyRows(state, piece({ a: [row('z')] }))
  expect([...state.tables.a.values()]).toEqual([row('x', 1), row('z')])
  expect([state.ready, state.incoming]).toEqual([true, null])
})

test('changes replace single rows and leave the rest alone', () => {
  const first = applyRows(
    emptyTables<Tables>({ a: new Map(), b: new Map() }),
    piece({ first: true, a: [row('x'), row('y'), row('z')] }),
  )
  const next = applyRows(first, piece({ a: [row('y', 1)], removed: ['z'] }))
  expect([...next.tables.a.values()]).toEqual([row('x'), row('y', 1)])
  expect(next.tables.a.get('x')).toBe(first.tables.a.get('x'))
  const nothing = applyRows(next, piece({ a: [row('y', 2)] }))
  expect(nothing.tables.b).toBe(next.tables.b)
})

test('a row is another only when it changed or aged; without a word on its host it is old', () => {
  const rows = new Map([['x', row('x')]])
  const live = new Map([[hostId, { asOfMs: 5, stale: false }]])
  const one = agedRows(rows, { freshness: live, isLost: false }, new Map())
  expect(one.get('x')?.aged).toMatchObject({ asOfMs: 5, stale: false })
  expect(agedRows(rows, { freshness: live, isLost: false }, one).get('x')).toBe(one.get('x'))
  expect(agedRows(rows, { freshness: live, isLost: true }, one).get('x')?.aged.stale).toBe(true)
  expect(agedRows(rows, { freshness: new Map(), isLost: false }, one).get('x')?.aged).toMatchObject({
    asOfMs: null,
    stale: true,
  })
})

test('hosts that are only as last seen are counted with the oldest of what they show', () => {
  const freshness = new Map([
    [hostId, { asOfMs: 5, stale: false }],
    ['b' as HostId, { asOfMs: 9, stale: true }],
    ['c' as HostId, { asOfMs: 7, stale: true }],
    ['d' as HostId, { asOfMs: null, stale: true }],
  ])
  expect(lastSeen({ freshness, isLost: false })).toEqual({ count: 2, oldestMs: 7 })
  expect(lastSeen({ freshness, isLost: true })).toEqual({ count: 3, oldestMs: 5 })
  expect(lastSeen({ freshness: new Map(), isLost: true })).toEqual({ count: 0, oldestMs: null })
})

test('the last summary counts, and how fresh hosts are comes with it only', () => {
  const summary = (total: number, stale: boolean) => ({
    type: 'summary' as const,
    total,
    hosts: [{ hostId, asOfMs: 5, stale }],
  })
  const first = emptyState<Tables, TablesSummary & { total: number }>({ a: new Map(), b: new Map() })
  const told = applyTables(first, [
    piece({ first: true, a: [row('x')] }),
    summary(1, true),
    summary(2, false),
  ])
  expect([...told.rows.tables.a.keys()]).toEqual(['x'])
  expect(told.summary?.total).toBe(2)
  expect(told.freshness.get(hostId)).toMatchObject({ asOfMs: 5, stale: false })
  const next = applyTables(told, [piece({ a: [row('y')] })])
  expect(next.freshness).toBe(told.freshness)
  expect(next.summary).toBe(told.summary)
})
