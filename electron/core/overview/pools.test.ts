import { expect, test } from 'vitest'
import { fullest, spacesOf } from './pools.ts'
import { poolOf, viewOf } from './testing/overview.ts'
import { usesPool } from '../inventory/poolUsers.ts'

const hosts = [viewOf(1), viewOf(2)]
const [one, two] = hosts.map(({ record }) => record.id)
if (!one || !two) throw new Error('two hosts')

const nfs = (name: string) => `<pool type='netfs'><name>${name}</name><source><host name='nas'/>
  <dir path='/export/vms'/></source></pool>`

test('a shared pool counts once, also its volumes, that every host tells', () => {
  const pools = [
    poolOf(1, 'vms', { type: 'netfs', capacityBytes: 5_000 }, nfs('vms')),
    poolOf(2, 'machines', { type: 'netfs', capacityBytes: 5_000 }, nfs('machines')),
    poolOf(2, 'local', { capacityBytes: 700 }),
    poolOf(2, 'off', { state: 'inactive', capacityBytes: null, allocationBytes: null }),
  ]
  const sum = (hostId: typeof one, pool: string, capacityBytes: number) => ({
    hostId,
    pool,
    volumes: 1,
    capacityBytes,
  })
  const spaces = spacesOf(hosts, pools, [sum(one, 'vms', 30), sum(two, 'machines', 40), sum(two, 'local', 9)])
  expect(spaces.map(space => [space.pools.length, space.capacityBytes, space.provisionedBytes])).toEqual([
    [2, 5_000, 40],
    [1, 700, 9],
  ])
})

test('directories of one file system count once, their volumes add up', () => {
  const pools = [poolOf(1, 'images'), poolOf(1, 'iso'), poolOf(2, 'images')]
  const sums = [
    { hostId: one, pool: 'images', volumes: 1, capacityBytes: 30 },
    { hostId: one, pool: 'iso', volumes: 1, capacityBytes: 5 },
  ]
  const spaces = spacesOf(hosts, pools, sums)
  expect(spaces.map(({ pools: its, provisionedBytes }) => [its.length, provisionedBytes])).toEqual([
    [2, 35],
    [1, 0],
  ])
})

test('the fullest come first', () => {
  const pools = [poolOf(1, 'a', { allocationBytes: 10 }), poolOf(2, 'b', { allocationBytes: 990 })]
  const views = new Map(hosts.map(host => [host.record.id, host]))
  expect(fullest(spacesOf(hosts, pools, []), views, 1)).toMatchObject([
    { pool: 'b', host: 'kvm2', hosts: 1, allocationBytes: 990, stale: false },
  ])
})

test('a disk lies in a pool by its name or below its path', () => {
  const pool = poolOf(1, 'data', { path: '/srv/data' }).value
  expect(usesPool({ source: 'data/web', sourceType: 'volume' }, pool)).toBe(true)
  expect(usesPool({ source: 'database/web', sourceType: 'volume' }, pool)).toBe(false)
  expect(usesPool({ source: '/srv/data/web.qcow2', sourceType: 'file' }, pool)).toBe(true)
  expect(usesPool({ source: '/srv/database/web.qcow2', sourceType: 'file' }, pool)).toBe(false)
  expect(usesPool({ source: null, sourceType: 'file' }, pool)).toBe(false)
})
