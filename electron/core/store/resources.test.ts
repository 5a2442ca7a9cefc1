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

test('finds what holds a text in one of some fields, on every host, in any case', () => {
  const row = (key: string, value: object): ResourceRow => ({ key, value, xml: null })
  resources.replace(
    host,
    'volume',
    [
      row('1', { pool: 'default', name: 'Web.qcow2', path: '/srv/a', size: 1 }),
      row('2', { pool: 'web', name: 'db.qcow2', path: null }),
      row('3', { pool: 'x', name: 'Grüße "quoted" \\ path', path: '/srv/c' }),
    ],
    10,
  )
  resources.replace(other, 'volume', [row('4', { name: 'other', path: '/srv/WEB' })], 20)
  resources.replace(host, 'pool', [row('5', { name: 'web' })], 10)
  const find = (text: string, limit = 10) =>
    resources.containing('volume', ['name', 'path'], text, limit).map(({ key }) => key)
  expect(find('web').sort()).toEqual(['1', '4'])
  expect(find('WEB', 1)).toHaveLength(1)
  expect(find('pool')).toEqual([])
  expect(find('"quoted" \\')).toEqual(['3'])
  expect(find('GRÜSSE')).toEqual([])
  expect(find('GRÜßE')).toEqual(['3'])
  expect(find('%')).toEqual([])
  expect(() => resources.containing('volume', [`x') --`], 'a', 1)).toThrow(TypeError)
})

test('adds up the volumes of each pool', () => {
  const volume = (key: string, pool: string, capacityBytes: number | null): ResourceRow => ({
    key,
    value: { pool, capacityBytes },
    xml: null,
  })
  resources.replace(host, 'volume', [volume('1', 'a', 10), volume('2', 'a', null), volume('3', 'b', 5)], 1)
  resources.replace(other, 'volume', [volume('1', 'a', 7)], 1)
  resources.replace(host, 'pool', [pool('a', { pool: 'a', capacityBytes: 99 })], 1)
  const sums = resources.volumeSums().sort((a, b) => b.capacityBytes - a.capacityBytes)
  expect(sums).toEqual([
    { hostId: host, pool: 'a', volumes: 2, capacityBytes: 10 },
    { hostId: other, pool: 'a', volumes: 1, capacityBytes: 7 },
    { hostId: host, pool: 'b', volumes: 1, capacityBytes: 5 },
  ])
})
