import { beforeEach, expect, test } from 'vitest'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import type { ResourceRow, Resources } from './types.ts'

const host = hostRecord(1).id
const other = hostRecord(2).id
let resources: Resources

beforeEach(() => {
  const test = temporaryStore()
  test.store.hosts.insert(hostRecord(1))
  test.store.hosts.insert(hostRecord(2))
  resources = test.store.resources
  return () => test[Symbol.dispose]()
})

const pool = (key: string, value: unknown = {}): ResourceRow => ({ key, value, xml: `<pool>${key}</pool>` })
const stored = (row: ResourceRow, asOfMs: number, hostId = host) => ({ ...row, hostId, kind: 'pool', asOfMs })

test('replace makes the host’s rows exactly these', () => {
  resources.replace(host, 'pool', [pool('b'), pool('a', { size: 1 })], 10)
  expect(resources.list(host, 'pool')).toEqual([stored(pool('a', { size: 1 }), 10), stored(pool('b'), 10)])
  resources.replace(host, 'pool', [pool('a', { size: 2 }), pool('c')], 20)
  expect(resources.list(host, 'pool')).toEqual([stored(pool('a', { size: 2 }), 20), stored(pool('c'), 20)])
})

test('rows that stay are dated by the confirmation', () => {
  resources.replace(host, 'pool', [pool('a')], 10)
  resources.replace(host, 'pool', [pool('a')], 20)
  expect(resources.list(host, 'pool')).toEqual([stored(pool('a'), 20)])
  expect(resources.asOf(host, 'pool')).toBe(20)
})

test('no rows is an answer with a date, never asked is none', () => {
  expect(resources.asOf(host, 'pool')).toBeNull()
  resources.replace(host, 'pool', [], 10)
  expect(resources.list(host, 'pool')).toEqual([])
  expect(resources.asOf(host, 'pool')).toBe(10)
  expect(resources.asOf(host, 'network')).toBeNull()
})

test('after the clock was set back nothing is dated in the future', () => {
  resources.replace(host, 'pool', [pool('a')], 10_000)
  resources.replace(host, 'pool', [pool('a')], 20)
  expect(resources.list(host, 'pool')).toEqual([stored(pool('a'), 20)])
})

test('upsert and remove touch only what they name', () => {
  resources.replace(host, 'pool', [pool('a'), pool('b'), pool('c')], 10)
  resources.upsert(host, 'pool', [pool('b', { size: 9 }), { key: 'd', value: null, xml: null }], 30)
  resources.remove(host, 'pool', ['a', 'never'])
  expect(resources.list(host, 'pool')).toEqual([
    stored(pool('b', { size: 9 }), 30),
    stored(pool('c'), 10),
    stored({ key: 'd', value: null, xml: null }, 30),
  ])
  expect(resources.asOf(host, 'pool')).toBe(10)
})

test('hosts and kinds are apart', () => {
  resources.replace(host, 'pool', [pool('a')], 10)
  resources.replace(other, 'pool', [pool('a')], 20)
  resources.replace(host, 'network', [pool('a')], 30)
  resources.replace(host, 'network', [], 40)
  expect(resources.all('pool')).toEqual(
    [stored(pool('a'), 10), stored(pool('a'), 20, other)].sort((a, b) => (a.hostId < b.hostId ? -1 : 1)),
  )
})
